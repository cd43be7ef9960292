// expect: it needs layout() -> const weight_layout& and towers() -> tower_ranges
// SPDX-License-Identifier: MIT
//
// A model whose weights have no named slices.
#include "parts.hpp"

struct without_layout {
  at::Tensor weights() const;
  without_layout with_weights(const at::Tensor&) const;
  std::int64_t image_size() const;
  at::Tensor encode_image(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor logit_scale(const sdkt::weight_views&) const;
};

int main() { composition_of<without_layout, good_teacher<2>, good_selection, good_loss<>>{}; }
