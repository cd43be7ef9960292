// expect: the first argument of run is no TaskStream: pass a range of tasks
// SPDX-License-Identifier: MIT
//
// One task is no range of tasks.
#include "parts.hpp"

int main() { return run_over<good_task, good_reference>::holds ? 0 : 1; }
