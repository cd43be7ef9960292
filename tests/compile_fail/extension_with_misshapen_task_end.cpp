// expect: on_task_end of an extension must take (const sdkt::task_end&)
// SPDX-License-Identifier: MIT
//
// A hook that takes what the task's beginning gives.
#include "parts.hpp"

struct with_misshapen_task_end {
  void on_task_end(const sdkt::task_begin&) const;
};

int main() { extended_by<with_misshapen_task_end>{}; }
