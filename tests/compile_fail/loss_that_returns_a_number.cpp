// expect: the distillation loss needs `at::Tensor operator()(const sdkt::encoded& student
// SPDX-License-Identifier: MIT
//
// A number has no gradient.
#include "parts.hpp"

struct that_returns_a_number {
  static constexpr sdkt::text_source texts = sdkt::text_source::none;
  double operator()(const sdkt::encoded&, const sdkt::encoded&, const at::Tensor&) const;
};

int main() { composition_of<good_model, good_teacher<2>, good_selection, that_returns_a_number>{}; }
