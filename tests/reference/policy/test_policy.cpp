// SPDX-License-Identifier: MIT
//
// Losses, selections and AdamW against PyTorch (make_policy.py).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/sub.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/loss.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/train/optimiser.hpp>

namespace {

using Catch::Matchers::WithinAbs;

const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(
      std::ifstream{std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/policy/expected.json"});
  return json;
}

at::Tensor tensor_of(const nlohmann::json& numbers, std::vector<std::int64_t> shape) {
  at::Tensor values = at::empty(shape, at::kDouble);
  REQUIRE(static_cast<std::size_t>(values.numel()) == numbers.size());
  auto* value = values.mutable_data_ptr<double>();
  for (const auto& number : numbers) *value++ = number.get<double>();
  return values;
}

double largest_difference(const at::Tensor& left, const at::Tensor& right) {
  return at::sub(left, right).abs().max().item<double>();
}

/// What a batch consists of, with a student that wants a gradient.
struct batch {
  explicit batch(const nlohmann::json& one)
      : R{expected()["R"]}, E{expected()["E"]}, texts_CE{tensor_of(one["texts"], {expected()["C"], E})} {
    const at::Tensor scale = at::full({}, one["logit_scale"].get<double>(), at::kDouble);
    student = {tensor_of(one["student"], {R, E}).requires_grad_(), texts_CE, scale};
    targets.teachers[0] = {tensor_of(one["previous"], {R, E}), texts_CE, scale};
    targets.teachers[1] = {tensor_of(one["pretrained"], {R, E}), texts_CE, scale};
  }

  std::int64_t R, E;
  at::Tensor texts_CE;
  sdkt::encoded student;
  sdkt::teacher_targets<2> targets;
};

template <class Selection>
void check_distillation(const Selection& selection, const nlohmann::json& one, const char* name) {
  batch images{one};
  const at::Tensor weights_R2 = selection.weights(images.targets);
  const auto strengths = selection.strengths();
  at::Tensor loss = at::full({}, 0.0, at::kDouble);
  for (std::size_t n = 0; n < 2; ++n) {
    const at::Tensor weights_R = weights_R2.select(1, static_cast<std::int64_t>(n));
    loss = loss.add(sdkt::feature_distance{}(images.student, images.targets.teachers[n], weights_R),
                    strengths[n]);
  }
  loss.backward();
  CHECK_THAT(loss.item<double>(), WithinAbs(one[name].get<double>(), 1e-12));
  const at::Tensor gradient_RE = tensor_of(one[std::string{name} + "_gradient"], {images.R, images.E});
  CHECK(largest_difference(images.student.images_RE.grad(), gradient_RE) < 1e-12);
}

}  // namespace

TEST_CASE("eta and the distillation of Select and Distill, as written and as released, are PyTorch's") {
  for (const auto& one : expected()["losses"]) {
    const sdkt::distance_sigmoid selection{.threshold = one["threshold"], .scale = one["scale"]};
    const batch images{one};
    const at::Tensor eta_R = tensor_of(one["eta"], {images.R});
    CHECK(largest_difference(selection.weights(images.targets).select(1, 0), eta_R) < 1e-14);
    check_distillation(selection, one, "plain");
    check_distillation(sdkt::batch_mean{selection}, one, "released");
  }
}

TEST_CASE("the logit divergence and its gradient are PyTorch's cross-entropy with soft targets") {
  for (const auto& one : expected()["losses"]) {
    batch images{one};
    const sdkt::logit_divergence divergence{.temperature = one["temperature"]};
    const at::Tensor loss =
        divergence(images.student, images.targets.teachers[0], tensor_of(one["weights"], {images.R}));
    loss.backward();
    CHECK_THAT(loss.item<double>(), WithinAbs(one["divergence"].get<double>(), 1e-11));
    const at::Tensor gradient_RE = tensor_of(one["divergence_gradient"], {images.R, images.E});
    CHECK(largest_difference(images.student.images_RE.grad(), gradient_RE) < 1e-11);
  }
}

TEST_CASE("twenty updates of AdamW are torch.optim.AdamW's") {
  for (const auto& run : expected()["adamw"]) {
    at::Tensor theta = tensor_of(run["start"], {12}).to(at::kFloat);
    sdkt::adamw optimiser{theta, {.weight_decay = run["decay"]}};
    for (std::size_t step = 0; step < 20; ++step) {
      CAPTURE(run["decay"].get<double>(), step);
      optimiser.update(theta, tensor_of(run["gradients"][step], {12}).to(at::kFloat),
                       run["rates"][step].get<double>());
      CHECK(largest_difference(theta, tensor_of(run["path"][step], {12})) < 1e-6);
    }
  }
}
