// SPDX-License-Identifier: MIT
//
// Losses, selections and AdamW against PyTorch (make_policy.py).

#include <cstddef>
#include <cstdint>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include "oracle.hpp"
#include <sdkt/loss.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/step/optimiser.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

/// What a batch consists of, with a student that wants a gradient.
struct batch {
  explicit batch(const nlohmann::json& one)
      : R{expected()["R"]}, E{expected()["E"]}, texts_CE{tensor_of(one["texts"], {expected()["C"], E})} {
    const at::Tensor scale = scalar(one["logit_scale"]);
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

TEST_CASE("the relation distance and its gradient are PyTorch's") {
  const std::int64_t R = expected()["R"], E = expected()["E"];
  for (const auto& one : expected()["relations"]) {
    const sdkt::encoded student{tensor_of(one["student"], {R, E}).requires_grad_(), {}, {}};
    const sdkt::encoded teacher{tensor_of(one["teacher"], {R, E}), {}, {}};
    const sdkt::relation_distance relations{.distance_weight = one["distance_weight"],
                                            .angle_weight = one["angle_weight"]};
    const at::Tensor loss = relations(student, teacher, tensor_of(one["weights"], {R}));
    loss.backward();
    CHECK_THAT(loss.item<double>(), WithinAbs(one["value"].get<double>(), 1e-12));
    CHECK(largest_difference(student.images_RE.grad(), tensor_of(one["images"], {R, E})) < 1e-12);
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

TEST_CASE("losses over texts, and plain and cosine distances, and their gradients are PyTorch's") {
  for (const auto& one : expected()["text_losses"]) {
    const std::int64_t R = expected()["R"], E = expected()["E"], T = expected()["C"];
    const at::Tensor texts_TE = tensor_of(one["texts"], {T, E}), weights_R = tensor_of(one["weights"], {R});
    const sdkt::encoded teacher{tensor_of(one["teacher"], {R, E}), texts_TE, scalar(one["teacher_scale"])};
    const auto check = [&](const auto& distance, const char* name) {
      CAPTURE(name);
      const at::Tensor student_RE = tensor_of(one["student"], {R, E}).requires_grad_();
      const at::Tensor loss = distance({student_RE, {}, scalar(one["student_scale"])}, teacher, weights_R);
      loss.backward();
      CHECK_THAT(loss.item<double>(), WithinAbs(one[name]["value"].template get<double>(), 1e-12));
      CHECK(largest_difference(student_RE.grad(), tensor_of(one[name]["images"], {R, E})) < 1e-12);
    };
    check(sdkt::contrastive_divergence{.temperature = one["temperature"]}, "contrastive");
    check(sdkt::probability_distance{}, "probability");
    check(sdkt::feature_distance{sdkt::feature_metric::plain}, "plain");
    check(sdkt::feature_distance{sdkt::feature_metric::cosine}, "cosine");
  }
}

TEST_CASE("selections by threshold and by rank are PyTorch's, equal distances included") {
  for (const auto& one : expected()["selections"]) {
    const std::int64_t R = expected()["R"], E = expected()["E"];
    sdkt::teacher_targets<2> targets;
    targets.teachers[0].images_RE = tensor_of(one["previous"], {R, E});
    targets.teachers[1].images_RE = tensor_of(one["pretrained"], {R, E});
    const at::Tensor by_threshold_R2 =
        sdkt::distance_threshold{.threshold = one["threshold"]}.weights(targets);
    CHECK(largest_difference(by_threshold_R2.select(1, 0), tensor_of(one["eta_threshold"], {R})) == 0);
    const at::Tensor by_rank_R2 = sdkt::distance_rank{}.weights(targets);
    CHECK(largest_difference(by_rank_R2.select(1, 0), tensor_of(one["eta_rank"], {R})) < 1e-15);
  }
}

TEST_CASE("twenty updates of AdamW are torch.optim.AdamW's") {
  for (const auto& run : expected()["adamw"]) {
    at::Tensor theta = tensor_of(run["start"], {12}).to(at::kFloat);
    sdkt::step::adamw optimiser{theta, {.weight_decay = run["decay"]}};
    for (std::size_t step = 0; step < 20; ++step) {
      CAPTURE(run["decay"].get<double>(), step);
      optimiser.set_learning_rate(run["rates"][step].get<double>());
      optimiser.update(theta, tensor_of(run["gradients"][step], {12}).to(at::kFloat));
      CHECK(largest_difference(theta, tensor_of(run["path"][step], {12})) < 1e-6);
    }
  }
}
