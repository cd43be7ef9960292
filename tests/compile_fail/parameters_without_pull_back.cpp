// expect: a parameterisation needs both push_forward, from what trains to the weights
// SPDX-License-Identifier: MIT
//
// The gradient of the weights never reaches what trains.
#include "parts.hpp"

struct without_pull_back {
  std::int64_t num_weights(const sdkt::weight_layout&, const sdkt::trained_slices&) const;
  at::Tensor begin_task(const sdkt::parameters_begin&);
  void push_forward(const at::Tensor&, at::Tensor&) const;
};

int main() { parameterised_by<without_pull_back>{}; }
