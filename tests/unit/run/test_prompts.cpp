// SPDX-License-Identifier: MIT
//
// Prompts of several texts: their features in closed form and with gradient, and the same in training, in
// distillation over class prompts and in evaluation.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "identities.hpp"

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;
using sdkt::detail::unit_means;
using strings = std::vector<std::string>;

/// One task with other prompts, each class's made by `prompt` from its name.
template <class Prompt>
std::vector<sdkt::task> with_prompts(const Prompt& prompt) {
  std::vector<sdkt::task> tasks;
  for (const sdkt::task& each : first_task()) {
    sdkt::task_contents contents{.name = each.name(), .class_names = each.class_names()};
    contents.train = each.train();
    contents.test = each.test();
    for (const auto& name : each.class_names()) contents.prompts.push_back(prompt(name));
    tasks.emplace_back(std::move(contents));
  }
  return tasks;
}

std::vector<sdkt::task> once() {
  return with_prompts([](const std::string& name) { return "a photo of a " + name + "."; });
}
/// The same text three times, whose average is that text's features up to rounding.
std::vector<sdkt::task> thrice() {
  return with_prompts(
      [](const std::string& name) { return sdkt::join_prompts(strings(3, "a photo of a " + name + ".")); });
}
std::vector<sdkt::task> two_templates() {
  return with_prompts([](const std::string& name) {
    return sdkt::join_prompts({"a photo of a " + name + ".", "a drawing of the " + name + "."});
  });
}

double largest(const at::Tensor& difference) { return difference.abs().max().item<double>(); }

}  // namespace

TEST_CASE("the features of a prompt are the unit mean of those of its texts") {
  const at::Tensor features_TE = at::tensor({1.0, 0.0, 0.0, 1.0, 0.6, 0.8, 0.0, -1.0, 1.0, 0.0, 1.0, 0.0});
  const at::Tensor means = unit_means(features_TE.view({6, 2}), {2, 1, 3});
  const double half = std::sqrt(0.5), fifth = std::sqrt(0.2);
  const at::Tensor expected_CE = at::tensor({half, half, 0.6, 0.8, 2 * fifth, -fifth}).view({3, 2});
  CHECK(means.sizes() == expected_CE.sizes());
  CHECK(largest(means.sub(expected_CE)) < 1e-6);
}

TEST_CASE("the gradient of the average is that of central differences") {
  const std::vector<std::int64_t> sizes{2, 2, 3, 1};
  const at::Tensor start = at::linspace(-1, 1.3, 24, at::kDouble).pow(3).add(0.2).view({8, 3});
  const at::Tensor factors = at::linspace(1, -2, 12, at::kDouble).view({4, 3});
  const auto value = [&](const at::Tensor& features) {
    return unit_means(features, sizes).mul(factors).sum();
  };
  const at::Tensor leaf = start.clone().requires_grad_();
  value(leaf).backward();
  constexpr double step = 1e-6;
  for (std::int64_t i = 0; i < start.numel(); ++i) {
    at::Tensor up = start.clone(), down = start.clone();
    up.view(-1)[i] += step;
    down.view(-1)[i] -= step;
    const double slope = (value(up).item<double>() - value(down).item<double>()) / (2 * step);
    CHECK_THAT(leaf.grad().view(-1)[i].item<double>(), WithinAbs(slope, 1e-7));
  }
}

TEST_CASE(
    "prompts of one text have that text's features, bit for bit; more than 256 texts are averaged too") {
  const at::NoGradGuard no_grad;
  const auto& model = mini_model();
  const auto weights = sdkt::view_weights(model.layout(), model.weights());
  const strings texts{"a photo of a cat.", "seven"};
  const auto single = sdkt::step::tokenize_prompts(model, texts);
  CHECK(!single.is_averaged());
  CHECK(at::equal(single.ids_TL, model.tokenize(texts)));
  CHECK(at::equal(sdkt::step::encode_prompts(model, weights, single),
                  sdkt::step::encode_texts(model, weights, texts, at::kCPU)));

  strings prompts, all;
  for (int c = 0; c < 60; ++c) {
    strings own;
    for (int t = 0; t < (c < 20 ? 4 : 5); ++t) own.push_back("number " + std::to_string(c * 5 + t));
    prompts.push_back(sdkt::join_prompts(own));
    all.insert(all.end(), own.begin(), own.end());
  }
  const auto several = sdkt::step::tokenize_prompts(model, prompts);
  CHECK(several.num_rows() == 60);
  const at::Tensor means = sdkt::step::encode_prompts(model, weights, several);
  const at::Tensor rows = sdkt::step::encode_texts(model, weights, all, at::kCPU);
  for (const std::int64_t c : {0, 19, 20, 59}) {
    const std::int64_t size = c < 20 ? 4 : 5;
    const at::Tensor sum = rows.narrow(0, c < 20 ? 4 * c : 80 + 5 * (c - 20), size).sum(0);
    CHECK(largest(means[c].sub(sum.div(sum.norm()))) < 1e-6);
  }
}

TEST_CASE("a text three times trains as that text once, whatever compares with it") {
  const auto same = [](const auto& trainer, const auto& reference) {
    const auto one = trainer.run(once(), reference).record;
    const auto three = trainer.run(thrice(), reference).record;
    REQUIRE(one.steps.size() == three.steps.size());
    for (std::size_t row = 0; row < one.steps.size(); ++row) {
      CHECK_THAT(three.steps[row].loss, WithinAbs(one.steps[row].loss, 2e-4));
    }
    CHECK(one.settings.find("prompt_fingerprints") != nullptr);
    CHECK(*one.settings.find("prompt_fingerprints") != *three.settings.find("prompt_fingerprints"));
    CHECK(*one.settings.find("class_name_fingerprints") == *three.settings.find("class_name_fingerprints"));
  };
  const auto both = sdkt::trained_part::both_towers;
  same(alike(sdkt::trainer{mini_model()}), small_pool());
  same(alike(sdkt::presets::lwf(mini_model()), both), sdkt::own_images{});
  same(alike(sdkt::presets::mod_x(mini_model()), both), sdkt::own_images{});
}

TEST_CASE("the text tower learns through every text of a prompt") {
  auto trainer = alike(sdkt::presets::finetune(mini_model()), sdkt::trained_part::text_tower);
  trainer.options.learning_rate = 1e-3;
  trainer.options.steps = 6;
  const auto result = trainer.run(two_templates());
  const auto& steps = result.record.steps;
  CHECK(steps[5].loss < steps[0].loss);
  CHECK(!at::equal(result.model.weights(), mini_model().weights()));
  trainer.options.steps = 1;
  CHECK(std::abs(trainer.run(once()).record.steps[0].loss - steps[0].loss) > 1e-3);
}
