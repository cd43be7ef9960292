// expect: num_kept of a parameterisation must be `std::int64_t num_kept(const sdkt::weight_layout&
// SPDX-License-Identifier: MIT
//
// How much it keeps depends on the model.
#include "parts.hpp"

struct with_misshapen_num_kept : good_parameters {
  std::int64_t num_kept() const;
};

int main() { parameterised_by<with_misshapen_num_kept>{}; }
