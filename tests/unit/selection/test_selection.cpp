// SPDX-License-Identifier: MIT
//
// The selections: closed forms, ranges, limits, and the table that the released program averages.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/teacher_features.hpp"
#include <sdkt/compose/composition.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/selection.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

double sigmoid(double value) { return 1 / (1 + std::exp(-value)); }

double weight_of(const at::Tensor& weights_RN, std::int64_t image, std::int64_t teacher) {
  return weights_RN[image][teacher].item<double>();
}

}  // namespace

TEST_CASE("eta of equal teachers is sigmoid(-1.2) = 0.2315") {
  const at::Tensor weights_R2 = sdkt::distance_sigmoid{}.weights(at_distances({0, 0}));
  CHECK_THAT(weight_of(weights_R2, 0, 0), WithinAbs(0.2315, 5e-5));
  CHECK_THAT(weight_of(weights_R2, 0, 0), WithinAbs(sigmoid(-1.2), 1e-12));
  CHECK_THAT(weight_of(weights_R2, 1, 1), WithinAbs(1 - sigmoid(-1.2), 1e-12));
}

TEST_CASE("the published constants weigh the previous model more at every distance") {
  const sdkt::distance_sigmoid selection;
  CHECK(selection.strengths() == std::array<double, 2>{9.0, 0.5});
  const at::Tensor weights_R2 = selection.weights(at_distances({0, 1.06}));
  CHECK_THAT(9 * weight_of(weights_R2, 0, 0), WithinAbs(2.08, 5e-3));
  CHECK_THAT(0.5 * weight_of(weights_R2, 0, 1), WithinAbs(0.38, 5e-3));
  CHECK_THAT(9 * weight_of(weights_R2, 1, 0), WithinAbs(8.95, 5e-3));
  CHECK_THAT(0.5 * weight_of(weights_R2, 1, 1), WithinAbs(0.003, 5e-4));
  CHECK_THAT(9 * weight_of(weights_R2, 0, 0) + 0.5 * weight_of(weights_R2, 0, 1), WithinAbs(2.468, 5e-4));
}

TEST_CASE("at the threshold both teachers weigh one half, for every scale") {
  for (const double threshold : {0.05, 0.2, 0.7, 1.5}) {
    for (const double scale : {0.5, 6.0, 40.0}) {
      const at::Tensor weights_R2 =
          sdkt::distance_sigmoid{.threshold = threshold, .scale = scale}.weights(at_distances({threshold}));
      CHECK_THAT(weight_of(weights_R2, 0, 0), WithinAbs(0.5, 1e-12));
      CHECK_THAT(weight_of(weights_R2, 0, 1), WithinAbs(0.5, 1e-12));
    }
  }
}

TEST_CASE("eta grows with the distance of the teachers") {
  const at::Tensor weights_R2 =
      sdkt::distance_sigmoid{}.weights(at_distances({0, 0.01, 0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2}));
  for (std::int64_t image = 1; image < weights_R2.size(0); ++image) {
    CHECK(weight_of(weights_R2, image, 0) > weight_of(weights_R2, image - 1, 0));
    CHECK(weight_of(weights_R2, image, 1) < weight_of(weights_R2, image - 1, 1));
  }
}

TEST_CASE("weights of many random teachers are the formula, lie between 0 and 1, and sum to 1") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto targets = random_targets<2>(num_selected, E, seed);
    const sdkt::distance_sigmoid selection{.threshold = 0.1 * static_cast<double>(seed % 15), .scale = 4};
    const at::Tensor weights_R2 = selection.weights(targets);
    REQUIRE(weights_R2.sizes() == at::IntArrayRef{num_selected, 2});
    const at::Tensor distance_R = at::linalg_vector_norm(
        targets.teachers[0].images_RE.sub(targets.teachers[1].images_RE), 2, at::IntArrayRef{1});
    for (std::int64_t image = 0; image < num_selected; ++image) {
      const double eta = weight_of(weights_R2, image, 0);
      CHECK((eta > 0 && eta < 1));
      CHECK_THAT(eta,
                 WithinAbs(sigmoid(4 * (distance_R[image].item<double>() - selection.threshold)), 1e-12));
      CHECK_THAT(eta + weight_of(weights_R2, image, 1), WithinAbs(1, 1e-15));
    }
  }
}

TEST_CASE("the distance of the selection is Euclidean and not squared") {
  const at::Tensor weights_R2 =
      sdkt::distance_sigmoid{.threshold = 0, .scale = 1}.weights(at_distances({0.5}));
  CHECK_THAT(weight_of(weights_R2, 0, 0), WithinAbs(sigmoid(0.5), 1e-12));
}

TEST_CASE("limits: scale 0 halves, a far threshold follows one teacher alone") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto targets = random_targets<2>(num_selected, E, seed);
    const auto eta_of = [&](const sdkt::distance_sigmoid& selection) {
      return selection.weights(targets).select(1, 0);
    };
    CHECK(largest_difference(eta_of({.scale = 0}), numbers({0.5}).expand({num_selected})) == 0);
    CHECK(largest_difference(eta_of({.threshold = -100}), numbers({1}).expand({num_selected})) < 1e-15);
    CHECK(largest_difference(eta_of({.threshold = 100}), numbers({0}).expand({num_selected})) < 1e-15);
  }
}

TEST_CASE("the selection follows the images through a permutation of the batch") {
  const auto targets = random_targets<2>(num_selected, E, 5);
  const at::Tensor order = at::tensor({3, 1, 8, 0, 2, 7, 6, 4, 5}, at::kLong);
  auto shuffled = targets;
  for (auto& teacher : shuffled.teachers) teacher.images_RE = at::index_select(teacher.images_RE, 0, order);
  const at::Tensor before_R2 = at::index_select(sdkt::distance_sigmoid{}.weights(targets), 0, order);
  CHECK(at::equal(sdkt::distance_sigmoid{}.weights(shuffled), before_R2));
}

TEST_CASE("the selection does not change what the teachers said") {
  const auto targets = random_targets<2>(num_selected, E, 6);
  const at::Tensor previous = targets.teachers[0].images_RE.clone();
  static_cast<void>(sdkt::distance_sigmoid{}.weights(targets));
  static_cast<void>(sdkt::batch_mean{sdkt::distance_sigmoid{}}.weights(targets));
  CHECK(at::equal(targets.teachers[0].images_RE, previous));
}

TEST_CASE("averaged over the batch, rows are equal and the mean is kept") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto targets = random_targets<2>(num_selected, E, seed);
    const at::Tensor plain_R2 = sdkt::distance_sigmoid{}.weights(targets);
    const at::Tensor mean_R2 = sdkt::batch_mean{sdkt::distance_sigmoid{}}.weights(targets);
    REQUIRE(mean_R2.sizes() == plain_R2.sizes());
    CHECK(at::equal(mean_R2, mean_R2.select(0, 0).expand({num_selected, 2})));
    CHECK(largest_difference(mean_R2.mean(0), plain_R2.mean(0)) < 1e-15);
  }
}

TEST_CASE("averaged over the batch, a selection of equal distances is itself") {
  const auto targets = at_distances({0.3, 0.3, 0.3, 0.3});
  CHECK(largest_difference(sdkt::batch_mean{sdkt::distance_sigmoid{}}.weights(targets),
                           sdkt::distance_sigmoid{}.weights(targets)) < 1e-15);
}

TEST_CASE("averaged over the batch, a term is the mean of the released program's R x R table") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    const auto targets = random_targets<2>(num_selected, E, seed);
    const sdkt::encoded student{unit_rows(num_selected, E, 1000 + seed), {}, {}};
    const at::Tensor released_R2 = sdkt::batch_mean{sdkt::distance_sigmoid{}}.weights(targets);
    const at::Tensor plain_R2 = sdkt::distance_sigmoid{}.weights(targets);
    for (std::int64_t n = 0; n < 2; ++n) {
      const auto& teacher = targets.teachers[static_cast<std::size_t>(n)];
      const at::Tensor distance_R = student.images_RE.sub(teacher.images_RE).square().sum(1);
      const at::Tensor table_RR =
          plain_R2.select(1, n).view({num_selected, 1}).mul(distance_R);  // [R, 1] with [R]
      REQUIRE(table_RR.sizes() == at::IntArrayRef{num_selected, num_selected});
      const double term = sdkt::feature_distance{}(student, teacher, released_R2.select(1, n)).item<double>();
      CHECK_THAT(term, WithinAbs(table_RR.mean().item<double>(), 1e-14));
      CHECK_THAT(
          term,
          WithinAbs((plain_R2.select(1, n).mean().item<double>()) * distance_R.mean().item<double>(), 1e-14));
    }
  }
}

TEST_CASE("batch_mean keeps the strengths, name and settings of its selection") {
  const sdkt::batch_mean averaged{sdkt::distance_sigmoid{.previous_weight = 7}};
  CHECK(averaged.strengths() == std::array<double, 2>{7.0, 0.5});
  CHECK(averaged.name() == "batch_mean{distance_sigmoid}");
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(averaged, settings);
  REQUIRE(settings.find("previous_weight") != nullptr);
  CHECK(std::get<double>(*settings.find("previous_weight")) == 7.0);
  CHECK(std::get<double>(*settings.find("threshold")) == 0.2);
}

TEST_CASE("a constant selection gives every image and teacher its weight, for any number of teachers") {
  const sdkt::constant_selection selection{2.5};
  const auto check = [&](const at::Tensor& weights_RN, std::int64_t teachers) {
    REQUIRE(weights_RN.sizes() == at::IntArrayRef{num_selected, teachers});
    CHECK(weights_RN.eq(2.5).all().item<bool>());
  };
  check(selection.weights(random_targets<1>(num_selected, E, 1)), 1);
  check(selection.weights(random_targets<2>(num_selected, E, 1)), 2);
  check(selection.weights(random_targets<3>(num_selected, E, 1)), 3);
  CHECK_FALSE(selection.weights(sdkt::teacher_targets<0>{}).defined());
}

TEST_CASE("strengths are those of the selection, else 1 for every teacher") {
  CHECK(sdkt::compose::strengths_of<2>(sdkt::distance_sigmoid{
            .previous_weight = 4, .pretrained_weight = 2}) == std::array<double, 2>{4.0, 2.0});
  CHECK(sdkt::compose::strengths_of<3>(sdkt::constant_selection{5.0}) ==
        std::array<double, 3>{1.0, 1.0, 1.0});
  CHECK(sdkt::compose::strengths_of<1>(sdkt::batch_mean{sdkt::constant_selection{5.0}}) ==
        std::array<double, 1>{1.0});
}
