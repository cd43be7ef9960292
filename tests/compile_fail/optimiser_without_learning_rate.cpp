// expect: update_values of an optimiser must be `void update_values(at::Tensor& values_F
// SPDX-License-Identifier: MIT
//
// The schedule of the run would have no effect.
#include "parts.hpp"

struct without_learning_rate : good_optimiser {
  void update_values(at::Tensor& values_F, const at::Tensor& gradient_F);
};

int main() { optimised_by<without_learning_rate>{}; }
