// expect: push_forward of a parameterisation must be `void push_forward(const at::Tensor& values_F
// SPDX-License-Identifier: MIT
//
// New weights instead of the student's: every update would copy the model.
#include "parts.hpp"

struct returns_weights : good_parameters {
  at::Tensor push_forward(const at::Tensor& values_F) const;
};

int main() { parameterised_by<returns_weights>{}; }
