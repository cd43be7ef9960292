// expect: on_task_begin of an extension must take (const sdkt::task_begin&)
// SPDX-License-Identifier: MIT
//
// A hook of the right name and wrong parameters is refused, not skipped.
#include "parts.hpp"

struct with_misshapen_task_begin {
  void on_task_begin(int task) const;
};

int main() { extended_by<with_misshapen_task_begin>{}; }
