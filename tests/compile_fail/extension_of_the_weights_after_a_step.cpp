// expect: on_step_end of an extension must take (const sdkt::step_end&)
// SPDX-License-Identifier: MIT
//
// A hook that asks for the weights instead of the moment that has them.
#include "parts.hpp"

struct of_the_weights {
  void on_step_end(at::Tensor theta) const;
};

int main() { extended_by<of_the_weights>{}; }
