// expect: this selection weighs texts with column_weights, but this loss does not accept them
// SPDX-License-Identifier: MIT
//
// Weights of texts that the loss would never see.
#include "parts.hpp"

struct with_columns : good_selection {
  at::Tensor column_weights(const sdkt::teacher_targets<1>&) const;
};

int main() { composition_of<good_model, good_teacher<1>, with_columns, good_loss<>>{}; }
