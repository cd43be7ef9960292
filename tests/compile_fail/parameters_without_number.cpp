// expect: a parameterisation must say how many numbers train
// SPDX-License-Identifier: MIT
//
// Nobody could say what a run costs before it starts.
#include "parts.hpp"

struct without_number {
  at::Tensor begin_task(const sdkt::parameters_begin&);
  void push_forward(const at::Tensor&, at::Tensor&) const;
  at::Tensor pull_back(const at::Tensor&, const at::Tensor&) const;
};

int main() { parameterised_by<without_number>{}; }
