// SPDX-License-Identifier: MIT
//
// The relation distance: triangles worked out by hand, gradients, and what leaves it unchanged.

#include <cmath>
#include <cstdint>
#include <variant>

#include <ATen/core/Tensor.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/loss/relation_distance.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::relation_distance;
using namespace sdkt_test;

constexpr relation_distance distances_alone{.distance_weight = 1, .angle_weight = 0};
constexpr relation_distance angles_alone{.distance_weight = 0, .angle_weight = 1};

sdkt::encoded images(const at::Tensor& images_RE) { return {images_RE, {}, scalar(1)}; }

double between(const relation_distance& loss, const at::Tensor& student_RE, const at::Tensor& teacher_RE) {
  return value_of(loss(images(student_RE), images(teacher_RE), ones(student_RE.size(0))));
}

// Three points with sides 3, 4 and 5, and three on a line with distances 1, 1 and 2.
const at::Tensor triangle = numbers({0, 0, 3, 0, 0, 4}).view({3, 2});
const at::Tensor line = numbers({0, 0, 1, 0, 2, 0}).view({3, 2});

double huber(double x) { return std::abs(x) < 1 ? x * x / 2 : std::abs(x) - 0.5; }

at::Tensor row(const at::Tensor& images_RE, std::int64_t i) { return images_RE[i]; }

/// The formula, number by number.
double by_loops(const relation_distance& loss, const at::Tensor& student_RE, const at::Tensor& teacher_RE,
                const at::Tensor& weights_R) {
  const std::int64_t count = student_RE.size(0);
  const auto length = [](const at::Tensor& x) { return x.norm().item<double>(); };
  const auto mean_of = [&](const at::Tensor& x) {
    double sum = 0;
    std::int64_t apart = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t j = 0; j < count; ++j) {
        const double distance = length(row(x, i).sub(row(x, j)));
        sum += distance;
        apart += distance > 0;
      }
    }
    return sum / static_cast<double>(apart);
  };
  const double own_mean = mean_of(student_RE), other_mean = mean_of(teacher_RE);
  const auto direction = [&](const at::Tensor& x, std::int64_t i, std::int64_t j) {
    const at::Tensor towards = row(x, j).sub(row(x, i));
    const double distance = length(towards);
    return distance > 0 ? towards.div(distance) : towards;
  };
  const auto cosine = [&](const at::Tensor& x, std::int64_t i, std::int64_t j, std::int64_t k) {
    return direction(x, i, j).dot(direction(x, i, k)).item<double>();
  };
  const auto n = static_cast<double>(count);
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    double of_image = 0;
    for (std::int64_t j = 0; j < count; ++j) {
      const double own = length(row(student_RE, i).sub(row(student_RE, j))) / own_mean;
      const double other = length(row(teacher_RE, i).sub(row(teacher_RE, j))) / other_mean;
      of_image += loss.distance_weight * huber(own - other) / n;
      for (std::int64_t k = 0; k < count; ++k) {
        of_image +=
            loss.angle_weight * huber(cosine(student_RE, i, j, k) - cosine(teacher_RE, i, j, k)) / (n * n);
      }
    }
    sum += weights_R[i].item<double>() * of_image / n;
  }
  return sum;
}

bool is_finite(const at::Tensor& values) { return std::isfinite(values.abs().sum().item<double>()); }

/// The rows, and one of them once more.
at::Tensor with_twin(const at::Tensor& rows_7E, std::int64_t twin) {
  return at::index_select(rows_7E, 0,
                          at::tensor({std::int64_t{0}, std::int64_t{1}, std::int64_t{2}, std::int64_t{3},
                                      std::int64_t{4}, std::int64_t{5}, std::int64_t{6}, twin},
                                     at::kLong));
}

}  // namespace

TEST_CASE("distances are compared as shares of their mean: 3, 4, 5 against 1, 2, 1") {
  // Normalised: 3/4, 1, 5/4 and 3/4, 3/2, 3/4, each pair twice among nine.
  const double expected = 2 * (0 + 0.5 * 0.5 / 2 + 0.5 * 0.5 / 2) / 9;
  CHECK_THAT(between(distances_alone, triangle, line), WithinAbs(expected, 1e-15));
}

TEST_CASE("angles are compared by their cosines: a right angle against the end of a line") {
  // At the vertices: cos 90, 3/5 and 4/5 of the triangle; 1, -1 and 1 of the line; each twice among 27.
  const double expected = 2 * (huber(1.0) + huber(0.6 + 1) + huber(0.8 - 1)) / 27;
  CHECK_THAT(between(angles_alone, triangle, line), WithinAbs(expected, 1e-15));
}

TEST_CASE("both terms have their weights, and an image's weight is that of its row and of its angle") {
  const double d = between(distances_alone, triangle, line), a = between(angles_alone, triangle, line);
  CHECK_THAT(between({}, triangle, line), WithinAbs(d + a, 1e-15));
  CHECK_THAT(between({.distance_weight = 25, .angle_weight = 50}, triangle, line),
             WithinAbs(25 * d + 50 * a, 1e-13));
  // The first image: distances of 3/4 and 1 against 3/4 and 3/2, and the right angle.
  const double first = value_of(relation_distance{}(images(triangle), images(line), numbers({3, 0, 0})));
  CHECK_THAT(first, WithinAbs(0.125 / 3 + 2 * huber(1.0) / 9, 1e-15));
}

TEST_CASE("the relation distance is its formula, pair by pair and triple by triple") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    CAPTURE(seed);
    const auto one = random_batch(seed);
    for (const relation_distance& loss : {relation_distance{}, distances_alone, angles_alone}) {
      CHECK_THAT(
          value_of(loss(one.student, one.teacher, one.weights_R)),
          WithinAbs(by_loops(loss, one.student.images_RE, one.teacher.images_RE, one.weights_R), 1e-13));
    }
  }
}

TEST_CASE("at a student that is the teacher the relation distance is 0 and pulls nowhere") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_batch(seed);
    const at::Tensor gradient = gradient_at(one.teacher.images_RE, [&](const at::Tensor& images_RE) {
      return relation_distance{}(with_images(one.teacher, images_RE), one.teacher, one.weights_R);
    });
    CHECK(value_of(relation_distance{}(one.teacher, one.teacher, one.weights_R)) == 0);
    CHECK(gradient.abs().max().item<double>() == 0);
  }
}

TEST_CASE("weights, order and a rotation of each network do to the relation distance what they must") {
  for (const relation_distance& loss : {relation_distance{}, distances_alone, angles_alone}) {
    check_linear_in_weights(loss, random_batch);
    check_order(loss, random_batch, false);
    check_rotation(loss, random_batch, true);
  }
}

TEST_CASE("scaling or moving all features of a network changes nothing") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_batch(seed);
    const at::Tensor shift_E = random_numbers({5}, 900 + seed);
    const double usual = between({}, one.student.images_RE, one.teacher.images_RE);
    for (const double scale : {1e-3, 0.5, 40.0}) {
      CHECK_THAT(between({}, one.student.images_RE.mul(scale), one.teacher.images_RE),
                 WithinAbs(usual, 1e-12));
      CHECK_THAT(between({}, one.student.images_RE, one.teacher.images_RE.mul(scale)),
                 WithinAbs(usual, 1e-12));
    }
    CHECK_THAT(between({}, one.student.images_RE.add(shift_E), one.teacher.images_RE),
               WithinAbs(usual, 1e-12));
  }
}

TEST_CASE("the relation distance has the gradient that finite differences measure") {
  check_gradient(relation_distance{}, random_batch, false, 1e-8);
  check_gradient(distances_alone, random_batch, false, 1e-8);
  check_gradient(angles_alone, random_batch, false, 1e-8);
}

TEST_CASE("one image has no relations, and two have none that can differ") {
  for (const std::int64_t count : {1, 2}) {
    const auto one = random_batch(3);
    const at::Tensor student_RE = one.student.images_RE.narrow(0, 0, count);
    const at::Tensor teacher_RE = one.teacher.images_RE.narrow(0, 0, count);
    CHECK_THAT(between({}, student_RE, teacher_RE), WithinAbs(0, 1e-15));
    const at::Tensor gradient = gradient_at(student_RE, [&](const at::Tensor& images_RE) {
      return relation_distance{}(images(images_RE), images(teacher_RE), ones(count));
    });
    CHECK(gradient.abs().max().item<double>() < 1e-14);
  }
}

TEST_CASE("equal rows have no direction and no gradient that is not a number") {
  const auto one = random_batch(5);
  const at::Tensor first_RE = one.student.images_RE;
  const at::Tensor twins_RE = with_twin(first_RE, 2);
  const at::Tensor other_RE = with_twin(one.teacher.images_RE, 0);
  const at::Tensor gradient = gradient_at(twins_RE, [&](const at::Tensor& images_RE) {
    return relation_distance{}(images(images_RE), images(other_RE), ones(8));
  });
  CHECK(is_finite(gradient));
  CHECK(gradient.abs().max().item<double>() < 1);
  CHECK_THAT(between({}, twins_RE, other_RE), WithinAbs(by_loops({}, twins_RE, other_RE, ones(8)), 1e-13));
  // All rows of one network equal: nothing but the other's relations is left.
  const at::Tensor same_RE = at::zeros({7, 5}, at::kDouble).add(0.3);
  for (const bool is_student : {true, false}) {
    const at::Tensor student_RE = is_student ? same_RE : first_RE;
    const at::Tensor teacher_RE = is_student ? first_RE : same_RE;
    const at::Tensor slope = gradient_at(student_RE, [&](const at::Tensor& images_RE) {
      return relation_distance{}(images(images_RE), images(teacher_RE), ones(7));
    });
    CHECK(is_finite(slope));
    CHECK(std::isfinite(between({}, student_RE, teacher_RE)));
  }
  CHECK(between({}, same_RE, same_RE) == 0);
}

TEST_CASE("features in bfloat16 are compared in float32") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto one = random_batch(seed);
    const auto in = [](const at::Tensor& x, at::ScalarType type) { return x.to(type); };
    const at::Tensor student_RE = in(one.student.images_RE, at::kBFloat16);
    const at::Tensor teacher_RE = in(one.teacher.images_RE, at::kBFloat16);
    const at::Tensor weights_R = in(one.weights_R, at::kFloat);
    const at::Tensor loss = relation_distance{}(images(student_RE), images(teacher_RE), weights_R);
    CHECK(loss.scalar_type() == at::kFloat);
    const double exact = value_of(relation_distance{}(images(in(student_RE, at::kDouble)),
                                                      images(in(teacher_RE, at::kDouble)), one.weights_R));
    CHECK_THAT(loss.item<double>(), WithinAbs(exact, 1e-5));
    const at::Tensor gradient = gradient_at(student_RE, [&](const at::Tensor& images_RE) {
      return relation_distance{}(images(images_RE), images(teacher_RE), weights_R);
    });
    CHECK(gradient.scalar_type() == at::kBFloat16);
    CHECK(is_finite(gradient));
  }
}

TEST_CASE("the relation distance describes its weights, and refuses those below 0") {
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(relation_distance{.distance_weight = 25, .angle_weight = 50}, settings);
  CHECK(std::get<double>(*settings.find("relation_distance_weight")) == 25.0);
  CHECK(std::get<double>(*settings.find("relation_angle_weight")) == 50.0);
  CHECK_NOTHROW(angles_alone.check());
  CHECK_THROWS_AS((relation_distance{.distance_weight = -1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((relation_distance{.angle_weight = std::nan("")}.check()), sdkt::setting_error);
}
