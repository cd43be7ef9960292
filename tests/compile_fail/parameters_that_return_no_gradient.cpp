// expect: pull_back of a parameterisation must be `at::Tensor pull_back(const at::Tensor& values_F
// SPDX-License-Identifier: MIT
//
// A gradient that goes nowhere.
#include "parts.hpp"

struct returns_no_gradient : good_parameters {
  void pull_back(const at::Tensor&, const at::Tensor&) const;
};

int main() { parameterised_by<returns_no_gradient>{}; }
