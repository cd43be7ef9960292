// expect: a parameterisation whose pull_back is not const has state: add `void persist(sdkt::archive&)`
// SPDX-License-Identifier: MIT
//
// A sum over steps that an interrupted run would forget.
#include "parts.hpp"

struct with_state_and_no_persist : good_parameters {
  int num_steps = 0;
  at::Tensor pull_back(const at::Tensor&, const at::Tensor&);
};

int main() { parameterised_by<with_state_and_no_persist>{}; }
