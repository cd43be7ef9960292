// expect: an extension with a non-const hook has state: add `void persist(sdkt::archive&)`
// SPDX-License-Identifier: MIT
//
// A running number that an interrupted run would forget.
#include "parts.hpp"

struct with_state_and_no_persist {
  int num_steps = 0;
  void on_step_end(const sdkt::step_end&) { ++num_steps; }
};

int main() { extended_by<with_state_and_no_persist>{}; }
