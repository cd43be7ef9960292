// SPDX-License-Identifier: MIT
//
// The feature distance in its three metrics: closed forms, gradients, and what leaves it unchanged.

#include <cmath>
#include <cstdint>
#include <string>
#include <variant>

#include <ATen/core/Tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/loss/feature_distance.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::feature_distance;
using sdkt::feature_metric;
using namespace sdkt_test;

constexpr feature_metric metrics[] = {feature_metric::squared, feature_metric::plain, feature_metric::cosine};

double distance_of(feature_metric metric, const at::Tensor& student_RE, const at::Tensor& teacher_RE) {
  return value_of(
      feature_distance{metric}({student_RE, {}, {}}, {teacher_RE, {}, {}}, ones(student_RE.size(0))));
}

}  // namespace

TEST_CASE("the squared distance of unit features is 2 - 2 h.h_T") {
  const feature_distance loss;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto [student, teacher, weights_R] = random_batch(seed);
    const at::Tensor cosines_R = student.images_RE.mul(teacher.images_RE).sum(1);
    CHECK_THAT(value_of(loss(student, teacher, ones(R))),
               WithinAbs(cosines_R.mul(-2).add(2).mean().item<double>(), 1e-12));
    CHECK_THAT(value_of(loss(student, teacher, weights_R)),
               WithinAbs(cosines_R.mul(-2).add(2).mul(weights_R).mean().item<double>(), 1e-12));
  }
}

TEST_CASE("on unit features the squared distance is twice the cosine distance") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto [student, teacher, weights_R] = random_batch(seed);
    CHECK_THAT(value_of(feature_distance{}(student, teacher, weights_R)),
               WithinAbs(2 * value_of(feature_distance{.metric = feature_metric::cosine}(student, teacher,
                                                                                         weights_R)),
                         1e-12));
  }
}

TEST_CASE("of a single image the squared distance is the square of the plain one") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const at::Tensor student_RE = unit_rows(1, 5, seed), teacher_RE = unit_rows(1, 5, 100 + seed);
    CHECK_THAT(distance_of(feature_metric::squared, student_RE, teacher_RE),
               WithinAbs(std::pow(distance_of(feature_metric::plain, student_RE, teacher_RE), 2), 1e-12));
  }
}

TEST_CASE("opposite, orthogonal and equal vectors have the distances of their metric") {
  const at::Tensor first = numbers({1, 0}).view({1, 2}), second = numbers({0, 1}).view({1, 2});
  CHECK(distance_of(feature_metric::squared, first, first.neg()) == 4);
  CHECK(distance_of(feature_metric::squared, first, second) == 2);
  CHECK(distance_of(feature_metric::squared, first, first) == 0);
  CHECK(distance_of(feature_metric::plain, first, first.neg()) == 2);
  CHECK_THAT(distance_of(feature_metric::plain, first, second), WithinAbs(std::sqrt(2.0), 1e-15));
  CHECK(distance_of(feature_metric::plain, first, first) == 0);
  CHECK(distance_of(feature_metric::cosine, first, first.neg()) == 2);
  CHECK(distance_of(feature_metric::cosine, first, second) == 1);
  CHECK(distance_of(feature_metric::cosine, first, first) == 0);
}

TEST_CASE("the gradients of the three metrics are 2 w (h - h_T) / R, that over its length, and -w h_T / R") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_batch(seed);
    const at::Tensor shares_R1 = one.weights_R.view({R, 1}).div(static_cast<double>(R));
    const at::Tensor away_RE = one.student.images_RE.sub(one.teacher.images_RE);
    const auto gradient = [&](feature_metric metric) {
      return gradient_at(one.student.images_RE, [&](const at::Tensor& images_RE) {
        return feature_distance{metric}({images_RE, {}, {}}, one.teacher, one.weights_R);
      });
    };
    CHECK(largest_difference(gradient(feature_metric::squared), away_RE.mul(2).mul(shares_R1)) < 1e-14);
    CHECK(largest_difference(gradient(feature_metric::plain), unit(away_RE).mul(shares_R1)) < 1e-14);
    CHECK(largest_difference(gradient(feature_metric::cosine), one.teacher.images_RE.neg().mul(shares_R1)) <
          1e-14);
  }
}

TEST_CASE("where student and teacher are equal the plain and the squared distance pull nowhere") {
  const at::Tensor images_RE = unit_rows(R, 5, 1);
  for (const feature_metric metric : {feature_metric::plain, feature_metric::squared}) {
    const at::Tensor gradient_RE = gradient_at(images_RE, [&](const at::Tensor& student_RE) {
      return feature_distance{metric}({student_RE, {}, {}}, {images_RE, {}, {}}, ones(R));
    });
    CHECK(gradient_RE.eq(0).all().item<bool>());  // and so not NaN
  }
}

TEST_CASE("an image on its teacher keeps the plain distance of the others as it is") {
  const auto one = random_batch(3);
  at::Tensor teacher_RE = one.teacher.images_RE.clone();
  teacher_RE.select(0, 4).copy_(one.student.images_RE.select(0, 4));
  const at::Tensor gradient_RE = gradient_at(one.student.images_RE, [&](const at::Tensor& images_RE) {
    return feature_distance{feature_metric::plain}({images_RE, {}, {}}, {teacher_RE, {}, {}}, ones(R));
  });
  CHECK(gradient_RE.select(0, 4).eq(0).all().item<bool>());
  for (std::int64_t image = 0; image < R; ++image) {
    if (image != 4) CHECK_THAT(gradient_RE[image].norm().item<double>(), WithinAbs(1.0 / R, 1e-15));
  }
}

TEST_CASE("every metric averages over images, each with its own weight, in any order") {
  for (const feature_metric metric : metrics) {
    CAPTURE(sdkt::name_of(metric));
    check_linear_in_weights(feature_distance{metric}, random_batch);
    check_images_apart(feature_distance{metric}, random_batch);
    check_order(feature_distance{metric}, random_batch, false);
    check_rotation(feature_distance{metric}, random_batch, false);
  }
}

TEST_CASE("every metric has the gradient that finite differences measure") {
  for (const feature_metric metric : metrics)
    check_gradient(feature_distance{metric}, random_batch, false, 1e-8);
}

TEST_CASE("the metric is a setting, and squared unless another is asked for") {
  const auto described = [](const feature_distance& loss) {
    sdkt::setting_list settings;
    sdkt::detail::describe_policy(loss, settings);
    REQUIRE(settings.find("feature_metric") != nullptr);
    return std::get<std::string>(*settings.find("feature_metric"));
  };
  CHECK(described({}) == "squared");
  CHECK(described({.metric = feature_metric::plain}) == "plain");
  CHECK(described({feature_metric::cosine}) == "cosine");
}
