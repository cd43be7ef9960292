// expect: on_distillation_end of an extension must take (const sdkt::distillation_end&)
// SPDX-License-Identifier: MIT
//
// A hook that takes what the whole backward pass gives.
#include "parts.hpp"

struct with_misshapen_distillation_end {
  void on_distillation_end(const sdkt::backward_end&) const;
};

int main() { extended_by<with_misshapen_distillation_end>{}; }
