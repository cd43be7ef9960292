// expect: the first argument of run is not a TaskStream: pass a range of tasks
// SPDX-License-Identifier: MIT
//
// One task is no range of tasks.
#include "parts.hpp"

int main() { run_over<good_task, good_reference>{}; }
