// expect: this Backbone needs tokenize(const std::vector<std::string>&), encode_text(
// SPDX-License-Identifier: MIT
//
// A model with two towers and no factor on cosines.
#include "parts.hpp"

struct without_logit_scale {
  const sdkt::weight_layout& layout() const;
  sdkt::tower_ranges towers() const;
  at::Tensor weights() const;
  without_logit_scale with_weights(const at::Tensor&) const;
  std::int64_t image_size() const;
  at::Tensor encode_image(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const sdkt::weight_views&, const at::Tensor&) const;
};

int main() { composition_of<without_logit_scale, good_teacher<2>, good_selection, good_loss<>>{}; }
