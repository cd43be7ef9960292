// SPDX-License-Identifier: MIT
//
// Passes that a parameterisation may ask for: Gram matrices of the inputs of layers, and mean gradients.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include "identities.hpp"
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/transformer.hpp>
#include <sdkt/run/seen_inputs.hpp>
#include <sdkt/weights/linear.hpp>

namespace {

using namespace sdkt_test;

using matrix_list = std::vector<sdkt::weight_matrix>;

/// What the passes gave, as copies of the policy write it.
struct gathered {
  matrix_list matrices;
  std::vector<sdkt::input_gram> at_begin, at_end;
  at::Tensor gradient_Q, start_Q, theta_Q;
  std::int64_t num_tasks = 0;
  std::int64_t ended = 0;
};

/// Trains everything, and asks for both passes in the first task.
struct asks {
  std::shared_ptr<gathered> found = std::make_shared<gathered>();

  std::int64_t num_weights(const sdkt::weight_layout&, const sdkt::trained_slices& trained) const {
    return trained.num_weights();
  }
  at::Tensor begin_task(const sdkt::parameters_begin& moment) const {
    if (moment.task > 0) return moment.theta;
    found->matrices.clear();
    for (const auto& whole : sdkt::weights::hidden_matrices_of(*moment.trained)) {
      for (const auto& one : sdkt::weights::separate(whole)) found->matrices.push_back(one);
    }
    found->at_begin = moment.passes->input_grams(found->matrices);
    found->gradient_Q = moment.passes->mean_gradient();
    found->start_Q = moment.start.clone();
    found->num_tasks = moment.num_tasks;
    return moment.theta;
  }
  void push_forward(const at::Tensor&, at::Tensor&) const {}
  at::Tensor pull_back(const at::Tensor&, const at::Tensor& gradient_Q) const { return gradient_Q; }
  void end_task(const sdkt::parameters_end& moment) const {
    ++found->ended;
    if (moment.task > 0) return;
    found->at_end = moment.passes->input_grams(found->matrices);
    found->theta_Q = moment.theta.clone();
  }
};

/// The task's images in the eval view, uint8 [N, 3, S, S].
at::Tensor all_pixels(const sdkt::task& task) {
  std::vector<at::Tensor> parts;
  sdkt::detail::for_each_batch(
      task.train(), mini_model().view(), sdkt::device::upload{at::Device{at::kCPU}}, 16, {}, {},
      [&](std::int64_t, const at::Tensor& pixels) { parts.push_back(pixels.clone()); });
  return at::cat(parts);
}

const sdkt::input_gram& gram_of(const gathered& found, const std::vector<sdkt::input_gram>& grams,
                                const std::string& name) {
  for (std::size_t place = 0; place < grams.size(); ++place)
    if (found.matrices[place].name == name) return grams[place];
  FAIL(name);
  return grams.front();
}

void check_gram(const sdkt::input_gram& found, const at::Tensor& inputs) {
  const at::Tensor x_BN = inputs.reshape({-1, inputs.size(-1)}).to(at::kDouble);
  const at::Tensor expected_NN = at::mm(x_BN.t(), x_BN);
  CHECK(found.inputs == x_BN.size(0));
  REQUIRE(found.sum_NN.sizes() == expected_NN.sizes());
  const double apart = found.sum_NN.to(at::kDouble).sub(expected_NN).abs().max().item<double>();
  CHECK(apart < 1e-5 * expected_NN.abs().max().item<double>());
}

/// Class and patch embeddings with their positions, by a convolution.
at::Tensor embedded(const sdkt::weight_views& views, const at::Tensor& pixels) {
  const auto& numbers = mini_model().architecture();
  const auto slices = sdkt::clip::make_layout(numbers).image;
  const auto per_channel = [](const std::array<double, 3>& values) {
    return at::tensor({values[0], values[1], values[2]}, at::kFloat).view({1, 3, 1, 1});
  };
  const at::Tensor input =
      pixels.to(at::kFloat).div(255).sub(per_channel(numbers.image_mean)).div(per_channel(numbers.image_std));
  const std::int64_t patch = numbers.patch_size;
  const at::Tensor patches =
      at::conv2d(input, views[slices.patch_embedding], {}, {patch, patch}).flatten(2).transpose(1, 2);
  const at::Tensor first = views[slices.class_embedding].expand({pixels.size(0), 1, patches.size(2)});
  return at::cat({first, patches}, 1).add(views[slices.position_embedding]);
}

/// Inputs of the layers of the image tower, computed from its parts.
void check_image_tower(const gathered& found, const std::vector<sdkt::input_gram>& grams,
                       const at::Tensor& weights_P) {
  namespace parts = sdkt::clip::detail;
  const auto& numbers = mini_model().architecture();
  const auto slices = sdkt::clip::make_layout(numbers).image;
  const auto views = sdkt::view_weights(mini_model().layout(), weights_P);
  const parts::tower_weights weights{views, numbers};
  at::Tensor x = parts::layer_norm(weights, slices.pre_norm, embedded(views, all_pixels(small_tasks()[0])));
  for (std::size_t layer = 0; layer < slices.blocks.size(); ++layer) {
    const auto& block = slices.blocks[layer];
    const bool is_last = layer + 1 == slices.blocks.size();
    const std::string prefix =
        "vision_model.encoder.layers." + std::to_string(layer) + ".self_attn.in_proj.weight";
    INFO(prefix);
    const at::Tensor normed = parts::layer_norm(weights, block.norm1, x);
    check_gram(gram_of(found, grams, prefix + " (query)"), is_last ? normed.narrow(1, 0, 1) : normed);
    check_gram(gram_of(found, grams, prefix + " (key)"), normed);
    check_gram(gram_of(found, grams, prefix + " (value)"), normed);
    x = parts::transformer_block(weights, block, x, numbers.image.heads, false);
  }
  x = parts::layer_norm(weights, slices.post_norm, x.select(1, 0));
  check_gram(gram_of(found, grams, "visual_projection.weight"), x);
}

}  // namespace

TEST_CASE("input_grams are those of the inputs of every layer, at the task's start and at its end") {
  const at::NoGradGuard no_grad;
  const asks policy;
  const auto tuned = alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, policy}).run(first_task());
  const gathered& found = *policy.found;
  CHECK(found.num_tasks == 1);
  CHECK(found.ended == 1);
  check_image_tower(found, found.at_begin, mini_model().weights());
  check_image_tower(found, found.at_end, tuned.model.weights());
}

TEST_CASE("passes leave a run as it is, bit for bit") {
  const auto with = [](auto parameters) {
    return alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, parameters}, sdkt::trained_part::both_towers)
        .run(small_tasks());
  };
  require_one_run(with(asks{}), with(sdkt::full{}));
}

TEST_CASE("an observer hears of a pass before the first step and of the training that follows it") {
  using phase = sdkt::run_progress::phase;
  std::vector<phase> heard;
  sdkt::run_observer observer;
  observer.on_progress = [&](const sdkt::run_progress& now) {
    if (now.now == phase::looking_back)
      CHECK(now.task_name == "digits");  // the passes of `asks` are of this task
    if (now.now == phase::training && heard.back() == phase::looking_back) CHECK(now.done == 0);
    heard.push_back(now.now);
  };
  auto trainer = alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, asks{}});
  static_cast<void>(trainer.run(small_tasks(), {}, observer));
  const auto first = std::find(heard.begin(), heard.end(), phase::looking_back);
  REQUIRE(first != heard.end());
  CHECK(std::find(heard.begin(), heard.end(), phase::training) > first);
  CHECK(std::count(heard.begin(), heard.end(), phase::looking_back) > 3);
}

TEST_CASE("mean_gradient is the gradient of the mean over all images, in both towers") {
  const asks policy;
  auto trainer =
      alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, policy}, sdkt::trained_part::both_towers);
  static_cast<void>(trainer.run(first_task()));
  const sdkt::task& task = small_tasks()[0];
  const at::Tensor leaf_P = mini_model().weights().clone().requires_grad_(true);
  const auto views = sdkt::view_weights(mini_model().layout(), leaf_P);
  const at::Tensor images_BE = mini_model().encode_image(views, all_pixels(task));
  const at::Tensor texts_CE = mini_model().encode_text(views, mini_model().tokenize(task.prompts()));
  const at::Tensor logits_BC = at::matmul(images_BE, texts_CE.t()).mul(mini_model().logit_scale(views));
  at::cross_entropy_loss(logits_BC, sdkt::detail::given_labels(task.train(), 0, images_BE.size(0)))
      .backward();
  const gathered& found = *policy.found;
  const std::int64_t size = found.gradient_Q.size(0);
  const at::Tensor expected_Q = leaf_P.grad().narrow(0, 0, size);
  CHECK(found.gradient_Q.sub(expected_Q).abs().max().item<double>() <
        1e-5 * expected_Q.abs().max().item<double>());
  CHECK(expected_Q.abs().max().item<double>() > 1e-3);
  const std::string text = "text_model.encoder.layers.0.self_attn.in_proj.weight (key)";
  CHECK(gram_of(found, found.at_begin, text).inputs > 0);
}

TEST_CASE("a matrix that no linear layer has is named") {
  const at::Tensor theta = at::randn({40}), x = at::randn({5, 4});
  const matrix_list matrices{{"seen", 0, 2, 4}, {"unseen", 24, 2, 4}};
  sdkt::run::seen_inputs seen{theta, matrices};
  static_cast<void>(sdkt::linear(x, theta.narrow(0, 0, 12).view({3, 4})));
  static_cast<void>(sdkt::linear(x, theta.narrow(0, 24, 8).view({2, 4}).clone()));  // of other storage
  static_cast<void>(sdkt::linear(x, theta.narrow(0, 20, 8).view({2, 4})));          // not the whole matrix
  CHECK_FALSE(seen.has_all());
  CHECK(
      sentence_of<sdkt::setting_error>([&] { static_cast<void>(seen.grams()); }) ==
      "matrices: unseen was not the weight of a linear layer in a pass over the task; choose matrices that the "
      "model passes to sdkt::linear as views of its weights");
  static_cast<void>(sdkt::linear(x, theta.narrow(0, 24, 8).view({2, 4})));
  REQUIRE(seen.has_all());
  CHECK(at::equal(seen.grams()[0].sum_NN, at::mm(x.t(), x)));
  CHECK(at::equal(seen.grams()[1].sum_NN, at::mm(x.t(), x)));
}

TEST_CASE("inputs are no longer seen when the observer is gone") {
  const at::Tensor theta = at::randn({8}), x = at::randn({5, 4});
  { const sdkt::run::seen_inputs first{theta, {{"one", 0, 2, 4}}}; }
  static_cast<void>(sdkt::linear(x, theta.view({2, 4})));
  const sdkt::run::seen_inputs second{theta, {{"one", 0, 2, 4}}};
  CHECK_FALSE(second.has_all());
}
