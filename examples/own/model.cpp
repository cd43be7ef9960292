// SPDX-License-Identifier: MIT
//
// A model of one's own that is not CLIP: mean colours for images, word lengths for texts, one matrix a tower.

#include <cassert>

#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <sdkt/trainer.hpp>

struct colour_model {  // a value: the table of its weights, and the weights as one flat vector
  sdkt::weight_layout table;
  at::Tensor flat_P = {};

  const sdkt::weight_layout& layout() const { return table; }
  sdkt::tower_ranges towers() const { return {{0, 64}, {64, 128}, {128, 192}}; }  // slices start at multiples of 64
  at::Tensor weights() const { return flat_P; }
  colour_model with_weights(const at::Tensor& values_P) const { return {table, values_P}; }
  std::int64_t image_size() const { return 8; }
  at::Tensor encode_image(const sdkt::weight_views& weights, const at::Tensor& pixels) const {
    return unit(at::matmul(pixels.to(at::kFloat).div(255).flatten(2).mean(2), weights[0]));
  }
  at::Tensor tokenize(const std::vector<std::string>& texts) const {
    at::Tensor ids = at::zeros({static_cast<std::int64_t>(texts.size()), 2}, at::kLong);
    for (std::size_t t = 0; t < texts.size(); ++t)
      ids[static_cast<std::int64_t>(t)][0].fill_(static_cast<double>(texts[t].size()));
    return ids;
  }
  at::Tensor encode_text(const sdkt::weight_views& weights, const at::Tensor& token_ids) const {
    return unit(at::matmul(token_ids.to(at::kFloat).add(1).log(), weights[1]));
  }
  at::Tensor logit_scale(const sdkt::weight_views& weights) const { return weights[2].exp().squeeze(); }
  static at::Tensor unit(const at::Tensor& rows) {
    return rows.div(at::linalg_vector_norm(rows, 2, {1}, /*keepdim=*/true).add(1e-6));
  }
};
static_assert(sdkt::Backbone<colour_model>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  colour_model model;
  model.table.add("image", {3, 4}), model.table.add("text", {2, 4}), model.table.add("logit_scale", {1});
  model.flat_P = at::randn({model.table.size()});
  sdkt::trainer trainer{model, sdkt::no_teacher{}};
  trainer.options.steps = 20, trainer.options.learning_rate = 1e-2;
  const auto result = trainer.run(sdkt::load_tasks({mini / "tasks/shapes.json"}));
  assert(result.record.steps.back().cross_entropy < result.record.steps.front().cross_entropy);
}
