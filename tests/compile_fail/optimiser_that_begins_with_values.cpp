// expect: begin_task of an optimiser must be `void begin_task(const sdkt::optimiser_begin&)`
// SPDX-License-Identifier: MIT
//
// It would not learn of the decay.
#include "parts.hpp"

struct begins_with_values : good_optimiser {
  void begin_task(const at::Tensor& values_F);
};

int main() { optimised_by<begins_with_values>{}; }
