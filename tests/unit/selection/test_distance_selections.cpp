// SPDX-License-Identifier: MIT
//
// Selections between two teachers by threshold and by rank: closed forms, ranges, limits, invariances.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <variant>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/teacher_features.hpp"
#include <sdkt/selection.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

template <class Selection>
at::Tensor eta_of(const Selection& selection, const sdkt::teacher_targets<2>& targets) {
  const at::Tensor weights_R2 = selection.weights(targets);
  REQUIRE(weights_R2.sizes() == at::IntArrayRef{targets.teachers[0].images_RE.size(0), 2});
  return weights_R2.select(1, 0);
}

/// Both weights of every image lie in [0, 1] and sum to 1.
void check_range(const at::Tensor& weights_R2) {
  CHECK(weights_R2.ge(0).logical_and(weights_R2.le(1)).all().item<bool>());
  CHECK(largest_difference(weights_R2.sum(1), numbers({1}).expand({weights_R2.size(0)})) < 1e-15);
}

/// Ranks by sorting, equal numbers sharing the mean of their places, scaled to [0, 1].
std::vector<double> ranks(const std::vector<double>& distances) {
  std::vector<double> sorted = distances;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> result;
  for (const double distance : distances) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), distance);
    const auto lowest = static_cast<double>(first - sorted.begin());
    const auto highest = static_cast<double>(last - sorted.begin() - 1);
    result.push_back((lowest + highest) / 2 / static_cast<double>(distances.size() - 1));
  }
  return result;
}

template <class Selection>
void check_order(const Selection& selection) {
  const at::Tensor order = at::tensor({3, 1, 8, 0, 2, 7, 6, 4, 5}, at::kLong);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto targets = random_targets<2>(num_selected, E, seed);
    auto shuffled = targets;
    for (auto& teacher : shuffled.teachers) teacher.images_RE = at::index_select(teacher.images_RE, 0, order);
    CHECK(at::equal(selection.weights(shuffled), at::index_select(selection.weights(targets), 0, order)));
  }
}

}  // namespace

TEST_CASE("the distance of two teachers is Euclidean and not squared") {
  CHECK(largest_difference(sdkt::teacher_distance(at_distances({0, 0.5, 2})), numbers({0, 0.5, 2})) < 1e-15);
}

TEST_CASE("beyond the threshold the previous model is followed alone, else the pre-trained one") {
  const sdkt::distance_threshold selection;
  CHECK(selection.strengths() == std::array<double, 2>{9.0, 0.5});
  const at::Tensor eta_R = eta_of(selection, at_distances({0, 0.1, 0.19, 0.21, 1, 2}));
  CHECK(at::equal(eta_R, numbers({0, 0, 0, 1, 1, 1})));
}

TEST_CASE("an image at the threshold follows the pre-trained model") {
  const auto targets = at_distances({0.7});
  const double distance = sdkt::teacher_distance(targets)[0].item<double>();
  CHECK(eta_of(sdkt::distance_threshold{.threshold = distance}, targets)[0].item<double>() == 0);
  CHECK(
      eta_of(sdkt::distance_threshold{.threshold = std::nextafter(distance, 0)}, targets)[0].item<double>() ==
      1);
}

TEST_CASE("the threshold selection is the limit of the sigmoid one as its scale grows") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto targets = random_targets<2>(num_selected, E, seed);
    const double threshold = 0.1 * static_cast<double>(seed % 20);
    const at::Tensor weights_R2 = sdkt::distance_threshold{.threshold = threshold}.weights(targets);
    const sdkt::distance_sigmoid steep{.threshold = threshold, .scale = 1e12};
    CHECK(at::equal(weights_R2, steep.weights(targets)));
    check_range(weights_R2);
    CHECK(weights_R2.eq(0).logical_or(weights_R2.eq(1)).all().item<bool>());
  }
}

TEST_CASE("a threshold out of reach follows one teacher alone") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto targets = random_targets<2>(num_selected, E, seed);
    CHECK(eta_of(sdkt::distance_threshold{.threshold = -1}, targets).eq(1).all().item<bool>());
    CHECK(eta_of(sdkt::distance_threshold{.threshold = 2.1}, targets).eq(0).all().item<bool>());
  }
}

TEST_CASE(
    "equal teachers, as on the first task, leave every image to the pre-trained model at any threshold") {
  auto targets = random_targets<2>(num_selected, E, 1);
  targets.teachers[1] = targets.teachers[0];
  CHECK(eta_of(sdkt::distance_threshold{.threshold = 0}, targets).eq(0).all().item<bool>());
  CHECK(eta_of(sdkt::distance_rank{}, targets).eq(0.5).all().item<bool>());
}

TEST_CASE("ranks run from 0 for the nearest to 1 for the furthest") {
  CHECK(at::equal(eta_of(sdkt::distance_rank{}, at_distances({0.3, 1.9, 0.1})), numbers({0.5, 1, 0})));
  CHECK(at::equal(eta_of(sdkt::distance_rank{}, at_distances({0.9, 0.2})), numbers({1, 0})));
  CHECK(sdkt::distance_rank{}.strengths() == std::array<double, 2>{9.0, 0.5});
}

TEST_CASE("equal distances share the mean of their ranks, and one image alone has one half") {
  const at::Tensor eta_R = eta_of(sdkt::distance_rank{}, at_distances({0.4, 0.1, 0.4, 0.9, 0.4}));
  CHECK(largest_difference(eta_R, numbers({0.5, 0, 0.5, 1, 0.5})) < 1e-15);
  CHECK(at::equal(eta_of(sdkt::distance_rank{}, at_distances({0.6, 0.6})), numbers({0.5, 0.5})));
  CHECK(at::equal(eta_of(sdkt::distance_rank{}, at_distances({1.3})), numbers({0.5})));
}

TEST_CASE("ranks of many random distances, some of them equal, are those of sorting") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto targets = random_targets<2>(num_selected, E, seed);
    for (auto& teacher : targets.teachers) {  // images 1 and 4 are copies of image 7 in every other batch
      if (seed % 2 == 0) continue;
      for (const std::int64_t copy : {1, 4})
        teacher.images_RE.select(0, copy).copy_(teacher.images_RE.select(0, 7));
    }
    const at::Tensor distance_R = sdkt::teacher_distance(targets);
    const auto* first = distance_R.const_data_ptr<double>();
    const std::vector<double> expected = ranks({first, first + num_selected});
    const at::Tensor weights_R2 = sdkt::distance_rank{}.weights(targets);
    check_range(weights_R2);
    for (std::int64_t image = 0; image < num_selected; ++image) {
      CHECK_THAT(weights_R2[image][0].item<double>(),
                 WithinAbs(expected[static_cast<std::size_t>(image)], 1e-15));
    }
    CHECK_THAT(weights_R2.select(1, 0).sum().item<double>(), WithinAbs(num_selected / 2.0, 1e-14));
  }
}

TEST_CASE("how far the teachers have drifted apart changes no rank") {
  const at::Tensor near = eta_of(sdkt::distance_rank{}, at_distances({0.010, 0.002, 0.019, 0.007}));
  CHECK(at::equal(near, eta_of(sdkt::distance_rank{}, at_distances({1.0, 0.2, 1.9, 0.7}))));
}

TEST_CASE("both selections follow the images through a permutation of the batch") {
  check_order(sdkt::distance_threshold{.threshold = 1});
  check_order(sdkt::distance_rank{});
}

TEST_CASE("averaged over the batch the threshold gives the share beyond it, and ranks one half") {
  const auto targets = at_distances({0, 0.1, 0.3, 0.9});
  CHECK(eta_of(sdkt::batch_mean{sdkt::distance_threshold{}}, targets).eq(0.5).all().item<bool>());
  const sdkt::batch_mean ranked{sdkt::distance_rank{.previous_weight = 7}};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(largest_difference(eta_of(ranked, random_targets<2>(num_selected, E, seed)),
                             numbers({0.5}).expand({num_selected})) < 1e-15);
  }
  CHECK(ranked.strengths() == std::array<double, 2>{7.0, 0.5});
  CHECK(ranked.name() == "batch_mean{distance_rank}");
}

TEST_CASE("both selections describe themselves") {
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(sdkt::distance_threshold{.threshold = 0.4}, settings);
  CHECK(std::get<double>(*settings.find("threshold")) == 0.4);
  CHECK(std::get<double>(*settings.find("previous_weight")) == 9.0);
  sdkt::setting_list of_rank;
  sdkt::detail::describe_policy(sdkt::distance_rank{.pretrained_weight = 2}, of_rank);
  CHECK(std::get<double>(*of_rank.find("pretrained_weight")) == 2.0);
  CHECK(of_rank.find("threshold") == nullptr);
}
