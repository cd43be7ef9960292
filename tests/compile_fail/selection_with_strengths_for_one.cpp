// expect: strengths of the selection policy must be `std::array<double, N> strengths() const`
// SPDX-License-Identifier: MIT
//
// One strength for two teachers.
#include "parts.hpp"

struct with_strengths_for_one {
  at::Tensor weights(const sdkt::teacher_targets<2>&) const;
  std::array<double, 1> strengths() const;
};

int main() { composition_of<good_model, good_teacher<2>, with_strengths_for_one, good_loss<>>{}; }
