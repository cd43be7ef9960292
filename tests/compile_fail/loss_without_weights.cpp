// expect: the distillation loss needs `at::Tensor operator()(const sdkt::encoded& student
// SPDX-License-Identifier: MIT
//
// A loss that takes no weight an image: a selection could not reach it.
#include "parts.hpp"

struct without_weights {
  static constexpr sdkt::text_source texts = sdkt::text_source::none;
  at::Tensor operator()(const sdkt::encoded&, const sdkt::encoded&) const;
};

int main() { composition_of<good_model, good_teacher<2>, good_selection, without_weights>{}; }
