// expect: penalty of an extension must be `at::Tensor penalty(const at::Tensor& theta) const`
// SPDX-License-Identifier: MIT
//
// A penalty that does not see the weights.
#include "parts.hpp"

struct with_penalty_without_theta {
  at::Tensor penalty() const;
};

int main() { extended_by<with_penalty_without_theta>{}; }
