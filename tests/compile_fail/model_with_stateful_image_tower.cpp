// expect: this Backbone needs image_size() and encode_image(const weight_views&
// SPDX-License-Identifier: MIT
//
// An image tower that uses weights of its own instead of those it is given.
#include "parts.hpp"

struct with_stateful_image_tower {
  const sdkt::weight_layout& layout() const;
  sdkt::tower_ranges towers() const;
  at::Tensor weights() const;
  with_stateful_image_tower with_weights(const at::Tensor&) const;
  std::int64_t image_size() const;
  at::Tensor encode_image(const at::Tensor&) const;
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor logit_scale(const sdkt::weight_views&) const;
};

int main() { composition_of<with_stateful_image_tower, good_teacher<2>, good_selection, good_loss<>>{}; }
