// SPDX-License-Identifier: MIT
//
// The relation divergence: Mod-X's numbers, repaired rows, gradients, and what leaves it unchanged.

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include <ATen/core/Tensor.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/loss/relation_divergence.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::relation_divergence;
using sdkt::row_reduction;
using namespace sdkt_test;

const at::Tensor P = numbers({.9, .1, .8, .2}).view({2, 2});
const at::Tensor S = numbers({.5, .5, .3, .7}).view({2, 2});

double of_similarities(const relation_divergence& loss, const at::Tensor& weights_R,
                       const at::Tensor& weights_T) {
  return value_of(loss(with_logits(S), with_logits(P), weights_R, weights_T));
}

/// Texts weigh twice as much as images.
loss_function with_columns(const relation_divergence& loss) {
  return [loss](const sdkt::encoded& student, const sdkt::encoded& teacher, const at::Tensor& weights_R) {
    return loss(student, teacher, weights_R, weights_R.mul(2));
  };
}

/// KL(softmax p || softmax s) of one row, entry by entry.
double divergence(const at::Tensor& p_row, const at::Tensor& s_row) {
  const at::Tensor p = at::softmax(p_row, 0), s = at::softmax(s_row, 0);
  double sum = 0;
  for (std::int64_t j = 0; j < p.size(0); ++j) {
    sum += p[j].item<double>() * std::log(p[j].item<double>() / s[j].item<double>());
  }
  return sum;
}

}  // namespace

TEST_CASE("Mod-X's numbers: rows of 0.074026 and, replaced, 0; columns of 0.001244; half the sum 0.038257") {
  const at::Tensor none = at::zeros({2}, at::kDouble);
  CHECK_THAT(2 * of_similarities({}, numbers({1, 0}), none), WithinAbs(0.074026, 5e-7));
  CHECK_THAT(2 * of_similarities({}, none, numbers({1, 0})), WithinAbs(0.001244, 5e-7));
  CHECK_THAT(2 * of_similarities({}, none, numbers({0, 1})), WithinAbs(0.001244, 5e-7));
  CHECK_THAT(of_similarities({}, numbers({1, 0}), ones(2)), WithinAbs(0.038257, 5e-7));
}

TEST_CASE("a row that is repaired costs -log softmax(S_i)_i, and has a gradient") {
  const at::Tensor none = at::zeros({2}, at::kDouble);
  const relation_divergence loss{.repairs = true};
  const double expected = -std::log(std::exp(.7) / (std::exp(.3) + std::exp(.7)));
  CHECK_THAT(2 * of_similarities(loss, numbers({0, 1}), none), WithinAbs(expected, 1e-15));
  CHECK_THAT(2 * of_similarities(loss, numbers({1, 0}), none), WithinAbs(0.074026, 5e-7));
  CHECK(of_similarities(loss, none, ones(2)) ==
        of_similarities({}, none, ones(2)));  // both columns are right
  const at::Tensor gradient = gradient_at(S, [&](const at::Tensor& logits) {
    return loss(with_logits(logits), with_logits(P), numbers({0, 1}), none);
  });
  const double own = std::exp(.7) / (std::exp(.3) + std::exp(.7));
  CHECK_THAT(gradient[1][0].item<double>(), WithinAbs((1 - own) / 2, 1e-15));
  CHECK_THAT(gradient[1][1].item<double>(), WithinAbs((own - 1) / 2, 1e-15));
  CHECK(gradient[0].abs().sum().item<double>() == 0);
}

TEST_CASE("a pair of the same label is found too, and its row is not repaired") {
  const relation_divergence loss{.repairs = true};
  sdkt::encoded student = with_logits(S);
  student.labels_R = at::tensor({4, 4}, at::kLong);
  CHECK(value_of(loss(student, with_logits(P), ones(2), ones(2))) == of_similarities({}, ones(2), ones(2)));
}

TEST_CASE("the relation divergence is its formula, row by row and column by column") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const auto one = random_pairs(seed);
    const at::Tensor weights_T = random_numbers({R}, 300 + seed).add(1);
    for (const double tau : {1.0, 0.3}) {
      const at::Tensor p_RR = cosines(one.teacher).div(tau), s_RR = cosines(one.student).div(tau);
      double sum = 0;
      for (std::int64_t i = 0; i < R; ++i) {
        sum += one.weights_R[i].item<double>() * divergence(p_RR[i], s_RR[i]);
        sum += weights_T[i].item<double>() * divergence(p_RR.select(1, i), s_RR.select(1, i));
      }
      CHECK_THAT(value_of(relation_divergence{.temperature = tau}(one.student, one.teacher, one.weights_R,
                                                                  weights_T)),
                 WithinAbs(sum / 2, 1e-12));
      const relation_divergence mean{.temperature = tau, .reduction = row_reduction::mean};
      CHECK_THAT(value_of(mean(one.student, one.teacher, one.weights_R, weights_T)),
                 WithinAbs(sum / 2 / R, 1e-12));
    }
  }
}

TEST_CASE("at a student that is the teacher the relation divergence is 0 and pulls nowhere") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_pairs(seed);
    const auto loss = with_columns({});
    CHECK(value_of(loss(one.teacher, one.teacher, one.weights_R)) == 0);
    const at::Tensor of_images_RE = gradient_at(one.teacher.images_RE, [&](const at::Tensor& images_RE) {
      return loss(with_images(one.teacher, images_RE), one.teacher, one.weights_R);
    });
    const at::Tensor of_texts_RE = gradient_at(one.teacher.texts_TE, [&](const at::Tensor& texts_TE) {
      return loss(with_texts(one.teacher, texts_TE), one.teacher, one.weights_R);
    });
    CHECK(of_images_RE.abs().max().item<double>() < 1e-14);
    CHECK(of_texts_RE.abs().max().item<double>() < 1e-14);
  }
}

TEST_CASE("it is above 0 for every other student, and images and texts may change places") {
  const auto swapped = [](sdkt::encoded network) {
    std::swap(network.images_RE, network.texts_TE);
    return network;
  };
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto one = random_pairs(seed);
    const at::Tensor weights_T = random_numbers({R}, 300 + seed).add(1);
    for (const bool repairs : {false, true}) {
      const relation_divergence loss{.repairs = repairs};
      CHECK(value_of(loss(one.student, one.teacher, ones(R), ones(R))) > 0);
      CHECK_THAT(value_of(loss(swapped(one.student), swapped(one.teacher), weights_T, one.weights_R)),
                 WithinAbs(value_of(loss(one.student, one.teacher, one.weights_R, weights_T)), 1e-12));
    }
  }
}

TEST_CASE("neither logit scale matters to the relation divergence") {
  const auto one = random_pairs(1);
  auto colder = one;
  colder.student.logit_scale = scalar(1);
  colder.teacher.logit_scale = at::Tensor{};
  CHECK(value_of(with_columns({})(colder.student, colder.teacher, one.weights_R)) ==
        value_of(with_columns({})(one.student, one.teacher, one.weights_R)));
}

TEST_CASE("weights, order and a rotation of each network do to the relation divergence what they must") {
  for (const relation_divergence& loss :
       {relation_divergence{}, relation_divergence{.reduction = row_reduction::mean, .repairs = true}}) {
    check_linear_in_weights(with_columns(loss), random_pairs);
    check_order(with_columns(loss), random_pairs, true);
    check_rotation(with_columns(loss), random_pairs, true);
  }
}

TEST_CASE("the relation divergence has the gradients in images and texts that finite differences measure") {
  check_gradient(with_columns({}), random_pairs, true, 1e-8);
  check_gradient(with_columns({.temperature = 0.3, .repairs = true}), random_pairs, true, 1e-8);
  check_gradient(with_columns({.reduction = row_reduction::mean, .repairs = true}), random_pairs, true, 1e-8);
}

TEST_CASE("the relation divergence describes its reduction and its repairs") {
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(relation_divergence{.reduction = row_reduction::mean, .repairs = true},
                                settings);
  CHECK(std::get<double>(*settings.find("temperature")) == 1.0);
  CHECK(std::get<std::string>(*settings.find("relation_reduction")) == "mean");
  CHECK(std::get<bool>(*settings.find("relation_repairs")));
}
