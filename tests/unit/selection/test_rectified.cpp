// SPDX-License-Identifier: MIT
//
// The rectified selection, alone and with the loss that it is made for: Mod-X, and the cases of DKR.

#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/loss/relation_divergence.hpp>
#include <sdkt/selection/batch_mean.hpp>
#include <sdkt/selection/rectified.hpp>

namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using sdkt::rectified;
using sdkt::relation_divergence;
using namespace sdkt_test;

sdkt::teacher_targets<1> targets_of(const batch& one) {
  return {.teachers = {one.teacher}, .labels_R = one.teacher.labels_R, .student = one.student};
}

sdkt::teacher_targets<1> of_similarities(const at::Tensor& teacher_RR, const at::Tensor& student_RR) {
  return {.teachers = {with_logits(teacher_RR)}, .labels_R = {}, .student = with_logits(student_RR)};
}

/// Whether the largest entry of a row has the label of the row, entry by entry.
bool is_right(const at::Tensor& row, std::int64_t own, const at::Tensor& labels_R) {
  std::int64_t found = 0;
  for (std::int64_t j = 1; j < row.size(0); ++j) {
    if (row[j].item<double>() > row[found].item<double>()) found = j;
  }
  return labels_R[found].item<std::int64_t>() == labels_R[own].item<std::int64_t>();
}

bool holds(const at::Tensor& weights_R1, std::initializer_list<double> expected) {
  return at::equal(weights_R1, numbers(expected).unsqueeze(1));
}

}  // namespace

TEST_CASE("the teacher is followed in the rows and columns that it gets right") {
  const auto targets =
      of_similarities(numbers({.9, .1, .8, .2}).view({2, 2}), numbers({.5, .5, .3, .7}).view({2, 2}));
  CHECK(holds(rectified{}.weights(targets), {1, 0}));
  CHECK(holds(rectified{}.column_weights(targets), {1, 1}));
  CHECK(holds(rectified{.keeps_both_wrong = true}.weights(targets), {1, 0}));  // the student is right there
}

TEST_CASE("with the loss that it is made for, the numbers are Mod-X's") {
  const auto targets =
      of_similarities(numbers({.9, .1, .8, .2}).view({2, 2}), numbers({.5, .5, .3, .7}).view({2, 2}));
  const at::Tensor loss =
      relation_divergence{}(targets.student, targets.teachers[0], rectified{}.weights(targets).select(1, 0),
                            rectified{}.column_weights(targets).select(1, 0));
  CHECK_THAT(value_of(loss), WithinAbs(0.038257, 5e-7));
  CHECK(rectified{}.strengths() == std::array<double, 1>{20.0});
}

TEST_CASE("weights of many random pairs are 1 where the teacher is right and 0 elsewhere") {
  std::int64_t right = 0, all = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    const auto one = random_pairs(seed);
    const auto targets = targets_of(one);
    const at::Tensor weights_R1 = rectified{}.weights(targets),
                     columns_T1 = rectified{}.column_weights(targets);
    REQUIRE(weights_R1.sizes() == at::IntArrayRef{R, 1});
    REQUIRE(columns_T1.sizes() == at::IntArrayRef{R, 1});
    CHECK(weights_R1.scalar_type() == at::kDouble);
    const at::Tensor p_RR = cosines(one.teacher);
    for (std::int64_t i = 0; i < R; ++i) {
      const bool follows = is_right(p_RR[i], i, targets.labels_R);
      CHECK(weights_R1[i][0].item<double>() == (follows ? 1.0 : 0.0));
      CHECK(columns_T1[i][0].item<double>() ==
            (is_right(p_RR.select(1, i), i, targets.labels_R) ? 1.0 : 0.0));
      right += follows ? 1 : 0, ++all;
    }
  }
  CHECK((right > all / 10 && right < all - all / 10));  // both cases have been seen
}

TEST_CASE(
    "a replaced row has neither value nor gradient: weight 0 is Mod-X's copy of the student's own row") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    const auto one = random_pairs(seed);
    const auto targets = targets_of(one);
    const at::Tensor weights_R1 = rectified{}.weights(targets),
                     columns_T1 = rectified{}.column_weights(targets);
    const auto ours = [&](const at::Tensor& images_RE) {
      return relation_divergence{}(with_images(one.student, images_RE), one.teacher, weights_R1.select(1, 0),
                                   columns_T1.select(1, 0));
    };
    const auto literal = [&](const at::Tensor& images_RE) {
      const at::Tensor s_RR = at::matmul(images_RE, one.student.texts_TE.t()), p_RR = cosines(one.teacher);
      const auto side = [](const at::Tensor& old_RR, const at::Tensor& own_RR, const at::Tensor& right_R1) {
        const at::Tensor target_RR = at::where(right_R1.gt(0), old_RR, own_RR.detach());
        const at::Tensor log_p = at::log_softmax(target_RR, 1), log_s = at::log_softmax(own_RR, 1);
        return log_p.exp().mul(log_p.sub(log_s)).sum();
      };
      return side(p_RR, s_RR, weights_R1).add(side(p_RR.t(), s_RR.t(), columns_T1)).div(2);
    };
    CHECK_THAT(value_of(ours(one.student.images_RE)),
               WithinAbs(value_of(literal(one.student.images_RE)), 1e-13));
    CHECK(largest_difference(gradient_at(one.student.images_RE, ours),
                             gradient_at(one.student.images_RE, literal)) < 1e-13);
  }
}

TEST_CASE("DKR's three cases partition the rows, each with its own target") {
  std::array<int, 3> seen{};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    const auto one = random_pairs(seed);
    const auto targets = targets_of(one);
    const at::Tensor weights_R1 = rectified{.keeps_both_wrong = true}.weights(targets);
    const at::Tensor p_RR = cosines(one.teacher), s_RR = cosines(one.student);
    for (std::int64_t i = 0; i < R; ++i) {
      const bool old_right = is_right(p_RR[i], i, targets.labels_R),
                 new_right = is_right(s_RR[i], i, targets.labels_R);
      at::Tensor only_i = at::zeros({R}, at::kDouble);
      only_i.select(0, i).fill_(weights_R1[i][0].item<double>());
      const double term = 2 * value_of(relation_divergence{.repairs = true}(one.student, one.teacher, only_i,
                                                                            at::zeros({R}, at::kDouble)));
      const at::Tensor log_p = at::log_softmax(p_RR[i], 0), log_s = at::log_softmax(s_RR[i], 0);
      if (old_right) {
        CHECK_THAT(term, WithinAbs(log_p.exp().mul(log_p.sub(log_s)).sum().item<double>(), 1e-13));
      } else {
        CHECK_THAT(term, WithinAbs(new_right ? 0.0 : -log_s[i].item<double>(), 1e-13));
      }
      ++seen[old_right ? 0 : new_right ? 1 : 2];
    }
  }
  CHECK((seen[0] > 20 && seen[1] > 20 && seen[2] > 20));
}

TEST_CASE("a student that is the teacher leaves every row to it, and the right ones cost nothing") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto targets = targets_of(random_pairs(seed));
    targets.student = targets.teachers[0];
    const rectified selection{.keeps_both_wrong = true};
    CHECK(selection.weights(targets).eq(1).all().item<bool>());
    CHECK(selection.column_weights(targets).eq(1).all().item<bool>());
    const at::Tensor right_R = rectified{}.weights(targets).select(1, 0), none = at::zeros({R}, at::kDouble);
    CHECK(value_of(relation_divergence{.repairs = true}(targets.student, targets.teachers[0], right_R,
                                                        none)) == 0);
  }
}

TEST_CASE("columns are the rows of images and texts that have changed places") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto targets = targets_of(random_pairs(seed));
    auto swapped = targets;
    std::swap(swapped.teachers[0].images_RE, swapped.teachers[0].texts_TE);
    std::swap(swapped.student.images_RE, swapped.student.texts_TE);
    for (const rectified& selection : {rectified{}, rectified{.keeps_both_wrong = true}}) {
      CHECK(at::equal(selection.column_weights(targets), selection.weights(swapped)));
    }
  }
}

TEST_CASE("without labels every pair has its own; of one label, or alone, every pair is right") {
  auto targets = targets_of(random_pairs(2));
  targets.labels_R = at::arange(R, at::kLong).add(30);
  const at::Tensor distinct_R1 = rectified{}.weights(targets);
  targets.labels_R = at::Tensor{};
  CHECK(at::equal(rectified{}.weights(targets), distinct_R1));
  targets.labels_R = at::zeros({R}, at::kLong);
  CHECK(rectified{}.weights(targets).eq(1).all().item<bool>());
  const auto alone = of_similarities(numbers({-1}).view({1, 1}), numbers({1}).view({1, 1}));
  CHECK(holds(rectified{}.weights(alone), {1}));
}

TEST_CASE("the rectified selection follows the pairs through a permutation of the batch") {
  const at::Tensor order = at::tensor({4, 0, 6, 2, 5, 1, 3}, at::kLong);
  const auto shuffled = [&](sdkt::encoded network) {
    network.images_RE = at::index_select(network.images_RE, 0, order);
    network.texts_TE = at::index_select(network.texts_TE, 0, order);
    return network;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto before = targets_of(random_pairs(seed));
    const sdkt::teacher_targets<1> after{.teachers = {shuffled(before.teachers[0])},
                                         .labels_R = at::index_select(before.labels_R, 0, order),
                                         .student = shuffled(before.student)};
    for (const rectified& selection : {rectified{}, rectified{.keeps_both_wrong = true}}) {
      CHECK(at::equal(selection.weights(after), at::index_select(selection.weights(before), 0, order)));
    }
  }
}

TEST_CASE("texts that are not one an image are refused, those of the student where they are asked for") {
  auto targets = targets_of(random_pairs(1));
  targets.student = {};
  CHECK_NOTHROW(rectified{}.weights(targets));
  targets.student.images_RE = targets.teachers[0].images_RE;
  CHECK_THROWS_AS(rectified{.keeps_both_wrong = true}.weights(targets), sdkt::shape_error);
  CHECK_THROWS_WITH(
      rectified{.keeps_both_wrong = true}.column_weights(targets),
      "rectified, texts of the student: expected [R, E] = [7, 5], got an undefined tensor; use a loss over "
      "paired texts that reads the student's own texts, such as relation_divergence{}");
  targets.teachers[0].texts_TE = unit_rows(4, 5, 1);
  CHECK_THROWS_WITH(
      rectified{}.weights(targets),
      ContainsSubstring("texts of the teacher: expected [R, E] = [7, 5], got a tensor of shape = [4, 5]"));
}

TEST_CASE("averaged over the batch, rows weigh the share that the teacher gets right, and columns stay") {
  const auto targets = targets_of(random_pairs(3));
  const sdkt::batch_mean averaged{rectified{.strength = 3}};
  CHECK(largest_difference(averaged.weights(targets), rectified{}.weights(targets).mean().expand({R, 1})) ==
        0);
  CHECK(at::equal(averaged.column_weights(targets), rectified{}.column_weights(targets)));
  CHECK(averaged.strengths() == std::array<double, 1>{3.0});
  CHECK(averaged.name() == "batch_mean{rectified}");
  static_assert(sdkt::compose::selection_clauses<sdkt::batch_mean<rectified>, 1>::has_column_weights);
}
