// expect: end_task of a parameterisation must be `void end_task(const sdkt::parameters_end&)`
// SPDX-License-Identifier: MIT
//
// The end of a task is not the end of a task for extensions.
#include "parts.hpp"

struct with_misshapen_end_task : good_parameters {
  void end_task(const sdkt::task_end&) const;
};

int main() { parameterised_by<with_misshapen_end_task>{}; }
