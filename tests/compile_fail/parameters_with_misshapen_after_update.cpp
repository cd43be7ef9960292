// expect: after_update of a parameterisation must be `void after_update(at::Tensor& values_F
// SPDX-License-Identifier: MIT
//
// It cannot change values that it does not receive.
#include "parts.hpp"

struct with_misshapen_after_update : good_parameters {
  void after_update(std::int64_t step) const;
};

int main() { parameterised_by<with_misshapen_after_update>{}; }
