// expect: on_backward_end of an extension must take (const sdkt::backward_end&)
// SPDX-License-Identifier: MIT
//
// A hook that asks for the gradient alone.
#include "parts.hpp"

struct with_misshapen_backward_end {
  void on_backward_end(std::array<int, 2>) const;
};

int main() { extended_by<with_misshapen_backward_end>{}; }
