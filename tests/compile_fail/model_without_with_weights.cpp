// expect: this Backbone needs weights() -> at::Tensor, flat fp32 [P], and with_weights(at::Tensor)
// SPDX-License-Identifier: MIT
//
// A model that cannot be given other weights.
#include "parts.hpp"

struct without_with_weights {
  const sdkt::weight_layout& layout() const;
  sdkt::tower_ranges towers() const;
  at::Tensor weights() const;
  std::int64_t image_size() const;
  at::Tensor encode_image(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor logit_scale(const sdkt::weight_views&) const;
};

int main() { composition_of<without_with_weights, good_teacher<2>, good_selection, good_loss<>>{}; }
