// expect: column_weights of the selection policy must be `at::Tensor column_weights(const
// SPDX-License-Identifier: MIT
//
// Weights of texts that see no teacher.
#include "parts.hpp"

struct with_misshapen_columns : good_selection {
  at::Tensor column_weights(int num_texts) const;
};

int main() { composition_of<good_model, good_teacher<1>, with_misshapen_columns, good_loss<>>{}; }
