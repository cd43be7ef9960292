// expect: the first argument of run is not a TaskStream: pass a range of tasks
// SPDX-License-Identifier: MIT
//
// The reference before the tasks.
#include "parts.hpp"

int main() { run_over<good_reference, std::vector<good_task>>{}; }
