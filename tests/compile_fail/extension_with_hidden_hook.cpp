// expect: on_task_end of an extension must take (const sdkt::task_end&)
// SPDX-License-Identifier: MIT
//
// A hook that is private cannot be called, and is not skipped either.
#include "parts.hpp"

class with_hidden_hook {
  void on_task_end(const sdkt::task_end&) const;
};

int main() { extended_by<with_hidden_hook>{}; }
