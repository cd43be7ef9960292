// expect: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const`
// SPDX-License-Identifier: MIT
//
// Weights that need a selection which may change: policies are the same at every step.
#include "parts.hpp"

struct that_counts_its_calls {
  int num_calls = 0;
  at::Tensor weights(const sdkt::teacher_targets<2>&);
};

int main() { composition_of<good_model, good_teacher<2>, that_counts_its_calls, good_loss<>>{}; }
