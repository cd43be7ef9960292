// expect: interrupted run can be resumed; the same holds if end_task is not const
// SPDX-License-Identifier: MIT
//
// What a task leaves behind is forgotten by an interrupted run.
#include "parts.hpp"

struct with_end_task_and_no_persist : good_parameters {
  int tasks = 0;
  void end_task(const sdkt::parameters_end&);
};

int main() { parameterised_by<with_end_task_and_no_persist>{}; }
