// expect: a TaskStream has a size, but this range has none
// SPDX-License-Identifier: MIT
//
// A list of tasks that has to be counted.
#include <forward_list>

#include "parts.hpp"

int main() { run_over<std::forward_list<good_task>, good_reference>{}; }
