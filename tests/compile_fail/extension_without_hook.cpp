// expect: this extension has no hook: add at least one of on_task_begin, penalty
// SPDX-License-Identifier: MIT
//
// A misspelt hook: it would never be called.
#include "parts.hpp"

struct without_hook {
  void on_step_ends(const sdkt::step_end&) const;
};

int main() { extended_by<without_hook>{}; }
