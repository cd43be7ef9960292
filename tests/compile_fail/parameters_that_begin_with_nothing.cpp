// expect: begin_task of a parameterisation must be `at::Tensor begin_task(const sdkt::parameters_begin&)`
// SPDX-License-Identifier: MIT
//
// A task needs values to start from.
#include "parts.hpp"

struct begins_with_nothing : good_parameters {
  void begin_task(const sdkt::parameters_begin&);
};

int main() { parameterised_by<begins_with_nothing>{}; }
