// SPDX-License-Identifier: MIT
//
// The pair divergence: both of its parts in closed form, labels, gradients, and what leaves it unchanged.

#include <cmath>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/loss/contrastive_divergence.hpp>
#include <sdkt/loss/pair_divergence.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::pair_divergence;
using namespace sdkt_test;

sdkt::encoded labelled(sdkt::encoded network, const at::Tensor& labels_R) {
  network.labels_R = labels_R;
  return network;
}

/// The hard part alone: CE(Zs, Y) + CE(Zs', Y).
double hard_part(const sdkt::encoded& student, const at::Tensor& weights_R, double smoothing) {
  const auto with = [&](double identity_weight) {
    return value_of(pair_divergence{.identity_weight = identity_weight, .label_smoothing = smoothing}(
        student, student, weights_R));
  };
  return with(1) - with(0);
}

/// The same, entry by entry.
double hard_part_by_loops(const at::Tensor& logits_RR, const at::Tensor& labels_R,
                          const at::Tensor& weights_R, double smoothing) {
  const std::int64_t pairs = logits_RR.size(0);
  const at::Tensor rows_RR = at::log_softmax(logits_RR, 1), columns_RR = at::log_softmax(logits_RR, 0);
  const auto label = [&](std::int64_t i) { return labels_R[i].item<std::int64_t>(); };
  double sum = 0;
  for (std::int64_t i = 0; i < pairs; ++i) {
    std::int64_t alike = 0;
    for (std::int64_t j = 0; j < pairs; ++j) alike += label(j) == label(i) ? 1 : 0;
    for (std::int64_t j = 0; j < pairs; ++j) {
      const double hard = label(j) == label(i) ? 1.0 / static_cast<double>(alike) : 0.0;
      const double target = (1 - smoothing) * hard + smoothing / static_cast<double>(pairs);
      sum -= weights_R[i].item<double>() * target *
             (rows_RR[i][j].item<double>() + columns_RR[i][j].item<double>());
    }
  }
  return sum / static_cast<double>(pairs);
}

}  // namespace

TEST_CASE("without weight of the pairs it is the contrastive divergence with each network's own texts") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_pairs(seed);
    const auto logits = [](const sdkt::encoded& network) {
      return at::matmul(network.images_RE, network.texts_TE.t()).mul(network.logit_scale);
    };
    const double expected = value_of(sdkt::contrastive_divergence{}(
        with_logits(logits(one.student)), with_logits(logits(one.teacher)), one.weights_R));
    CHECK_THAT(value_of(pair_divergence{.identity_weight = 0}(one.student, one.teacher, one.weights_R)),
               WithinAbs(expected, 1e-12));
  }
}

TEST_CASE("its hard part is the cross-entropy of rows and columns with the pairs, entry by entry") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const at::Tensor logits_RR = random_numbers({R, R}, seed).mul(4);
    const at::Tensor weights_R = random_numbers({R}, 90 + seed).add(1);
    const at::Tensor labels_R = at::tensor({5, 1, 5, 0, 3, 1, 5}, at::kLong);
    for (const double smoothing : {0.0, 0.2, 1.0}) {
      CHECK_THAT(hard_part(labelled(with_logits(logits_RR), labels_R), weights_R, smoothing),
                 WithinAbs(hard_part_by_loops(logits_RR, labels_R, weights_R, smoothing), 1e-12));
    }
  }
}

TEST_CASE("the hard part of known logits is the known number") {
  const double e = std::exp(1.0), p = e / (e + 1);  // of the pair, in rows and in columns
  const sdkt::encoded student = with_logits(numbers({1, 0, 0, 1}).view({2, 2}));
  CHECK_THAT(hard_part(student, ones(2), 0.0), WithinAbs(-2 * std::log(p), 1e-13));
  CHECK_THAT(hard_part(student, ones(2), 0.2),
             WithinAbs(-2 * (0.9 * std::log(p) + 0.1 * std::log(1 - p)), 1e-13));
}

TEST_CASE("with equal logits the hard part is 2 ln R for every smoothing and any labels") {
  const sdkt::encoded student = with_logits(at::zeros({R, R}, at::kDouble));
  const at::Tensor labels_R = at::tensor({5, 1, 5, 0, 3, 1, 9}, at::kLong);
  for (const double smoothing : {0.0, 0.2, 0.7}) {
    CHECK_THAT(hard_part(student, ones(R), smoothing), WithinAbs(2 * std::log(7.0), 1e-13));
    CHECK_THAT(hard_part(labelled(student, labels_R), ones(R), smoothing),
               WithinAbs(2 * std::log(7.0), 1e-13));
  }
}

TEST_CASE("where all 64 prompts are equal every text is the target by 1/64, smoothed or not") {
  const at::Tensor logits_RR = random_numbers({64, 64}, 1).mul(4);
  const sdkt::encoded student = labelled(with_logits(logits_RR), at::zeros({64}, at::kLong));
  const at::Tensor both_RR = at::log_softmax(logits_RR, 1).add(at::log_softmax(logits_RR, 0));
  const double expected = -both_RR.sum().item<double>() / (64.0 * 64.0);
  CHECK_THAT(hard_part(student, ones(64), 0.0), WithinAbs(expected, 1e-12));
  CHECK_THAT(hard_part(student, ones(64), 0.2), WithinAbs(expected, 1e-12));
}

TEST_CASE("without labels every pair has its own, and what labels are called means nothing") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto [student, teacher, weights_R] = random_pairs(seed);
    const pair_divergence loss;
    CHECK(value_of(loss(labelled(student, {}), teacher, weights_R)) ==
          value_of(loss(labelled(student, at::arange(R, at::kLong).mul(3)), teacher, weights_R)));
    const at::Tensor renamed_R = at::tensor({2, 40, 2, 7, 11, 40, 0}, at::kLong);
    CHECK(value_of(loss(labelled(student, renamed_R), teacher, weights_R)) ==
          value_of(loss(student, teacher, weights_R)));
  }
}

TEST_CASE("at a student that is the teacher only the pairs pull") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_pairs(seed);
    const auto gradient = [&](const pair_divergence& loss, bool of_texts) {
      const at::Tensor& place = of_texts ? one.teacher.texts_TE : one.teacher.images_RE;
      return gradient_at(place, [&](const at::Tensor& moved) {
        const auto student = of_texts ? with_texts(one.teacher, moved) : with_images(one.teacher, moved);
        return loss(student, one.teacher, ones(R));
      });
    };
    for (const bool of_texts : {false, true}) {
      CHECK(gradient({.identity_weight = 0}, of_texts).abs().max().item<double>() < 1e-14);
      const at::Tensor pull = gradient({}, of_texts);
      CHECK(pull.abs().max().item<double>() > 1e-3);
      CHECK(largest_difference(gradient({.identity_weight = 1}, of_texts), pull.mul(4)) < 1e-13);
    }
  }
}

TEST_CASE("weights, order and a rotation of each network do to the pair divergence what they must") {
  check_linear_in_weights(pair_divergence{}, random_pairs);
  check_order(pair_divergence{}, random_pairs, true);
  check_rotation(pair_divergence{}, random_pairs, true);
}

TEST_CASE("the pair divergence has the gradients in images and texts that finite differences measure") {
  check_gradient(pair_divergence{}, random_pairs, true, 1e-7);
  check_gradient(pair_divergence{.temperature = 1, .identity_weight = 2, .label_smoothing = 0}, random_pairs,
                 true, 1e-7);
}

TEST_CASE("no setting of the pair divergence is one of the trainer's") {
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(pair_divergence{}, settings);
  CHECK(std::get<double>(*settings.find("temperature")) == 2.0);
  CHECK(std::get<double>(*settings.find("identity_weight")) == 0.25);
  CHECK(std::get<double>(*settings.find("pair_label_smoothing")) == 0.2);
  CHECK(settings.find("label_smoothing") == nullptr);
}
