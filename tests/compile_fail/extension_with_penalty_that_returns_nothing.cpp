// expect: penalty of an extension must be `at::Tensor penalty(const at::Tensor& theta) const`
// SPDX-License-Identifier: MIT
//
// A penalty that is not said.
#include "parts.hpp"

struct with_penalty_that_returns_nothing {
  void penalty(const at::Tensor& theta) const;
};

int main() { extended_by<with_penalty_that_returns_nothing>{}; }
