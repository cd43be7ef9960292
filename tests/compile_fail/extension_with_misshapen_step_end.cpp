// expect: on_step_end of an extension must take (const sdkt::step_end&)
// SPDX-License-Identifier: MIT
//
// A hook that wants to change the moment it is told of.
#include "parts.hpp"

struct with_misshapen_step_end {
  void on_step_end(sdkt::step_end&) const;
};

int main() { extended_by<with_misshapen_step_end>{}; }
