// expect: the elements of this range are not tasks: they need name(), class_names(), prompts()
// SPDX-License-Identifier: MIT
//
// Paths of annotation files instead of what load_tasks makes of them.
#include "parts.hpp"

int main() { run_over<std::vector<std::string>, good_reference>{}; }
