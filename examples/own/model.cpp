// SPDX-License-Identifier: MIT
//
// Your own model that is not CLIP: pixels of images and counts of letters in texts,
// with one matrix per tower.

#include <cassert>

#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/zeros.h>

#include <sdkt/trainer.hpp>

struct pixel_model {  // a value: a table of the weights, and the weights as one flat vector
  sdkt::weight_layout table;
  at::Tensor flat_P = {};

  const sdkt::weight_layout& layout() const { return table; }
  sdkt::tower_ranges towers() const {  // each a contiguous range, padding included
    return {{0, table[1].offset}, {table[1].offset, table[2].offset}, {table[2].offset, table.size()}};
  }
  at::Tensor weights() const { return flat_P; }
  pixel_model with_weights(const at::Tensor& values_P) const { return {table, values_P}; }
  std::int64_t image_size() const { return 8; }
  at::Tensor encode_image(const sdkt::weight_views& weights, const at::Tensor& pixels) const {
    return unit(at::matmul(pixels.to(at::kFloat).div(255).flatten(1).sub(0.5), weights[0]));
  }
  at::Tensor tokenize(const std::vector<std::string>& texts) const {  // number of occurrences of each letter
    at::Tensor counts = at::zeros({static_cast<std::int64_t>(texts.size()), 26}, at::kLong);
    auto count = counts.accessor<std::int64_t, 2>();
    for (std::int64_t t = 0; t < counts.size(0); ++t)
      for (const char c : texts[static_cast<std::size_t>(t)])
        if ('a' <= c && c <= 'z') ++count[t][c - 'a'];
    return counts;
  }
  at::Tensor encode_text(const sdkt::weight_views& weights, const at::Tensor& token_ids) const {
    return unit(at::matmul(token_ids.to(at::kFloat), weights[1]));
  }
  at::Tensor logit_scale(const sdkt::weight_views& weights) const { return weights[2].exp().squeeze(); }
  static at::Tensor unit(const at::Tensor& rows) { return rows.div(rows.norm(2, 1, true).clamp_min(1e-6)); }
};
static_assert(sdkt::Backbone<pixel_model>);

int main() {
  pixel_model model;
  model.table.add("image", {3 * 8 * 8, 16}), model.table.add("text", {26, 16});
  model.table.add("logit_scale", {1});
  model.flat_P = at::zeros({model.table.size()});
  for (const auto& slice : model.table.slices()) sdkt::view_slice(slice, model.flat_P).normal_();
  sdkt::trainer trainer{model, sdkt::no_teacher{}};
  trainer.options = {.steps = 100, .learning_rate = 0.02, .trains = sdkt::trained_part::everything};
  const auto result = trainer.run(sdkt::load_tasks({SDKT_MINI_DIR "/tasks/digits.json"}));
  assert(result.record.accuracy.trained[0][0] > 50);  // percent, for ten digits; from any random weights
}
