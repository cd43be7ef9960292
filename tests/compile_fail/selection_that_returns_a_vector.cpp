// expect: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const`
// SPDX-License-Identifier: MIT
//
// Weights as numbers of the standard library.
#include "parts.hpp"

struct that_returns_a_vector {
  std::vector<double> weights(const sdkt::teacher_targets<2>&) const;
};

int main() { composition_of<good_model, good_teacher<2>, that_returns_a_vector, good_loss<>>{}; }
