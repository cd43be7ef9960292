// expect: an extension must not be final: its hooks are found by inheriting from it
// SPDX-License-Identifier: MIT
//
// An extension that cannot be looked into.
#include "parts.hpp"

struct that_is_final final {
  void on_step_end(const sdkt::step_end&) const;
};

int main() { extended_by<that_is_final>{}; }
