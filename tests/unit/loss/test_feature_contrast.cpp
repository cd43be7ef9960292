// SPDX-License-Identifier: MIT
//
// The contrast between two networks' features: closed forms, gradients, labels, and what leaves it unchanged.

#include <cmath>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/loss/feature_contrast.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::feature_contrast;
using namespace sdkt_test;

at::Tensor identity(std::int64_t size) { return at::eye(size, at::kDouble); }

at::Tensor labels(std::initializer_list<std::int64_t> of_images) { return at::tensor(of_images, at::kLong); }

/// Images and texts with the features of an orthogonal basis.
sdkt::encoded orthogonal(double scale, const at::Tensor& labels_R = {}) {
  return {identity(3), identity(3), scalar(scale), labels_R};
}

/// -log of a softmax over one entry s and two of 0.
double apart_from_two(double s) { return std::log(std::exp(s) + 2) - s; }

}  // namespace

TEST_CASE("three features at right angles: the softmax over s, 0 and 0, along both axes and of texts too") {
  for (const double scale : {0.0, 1.0, 7.5}) {
    CAPTURE(scale);
    const double loss = value_of(feature_contrast{}(orthogonal(1), orthogonal(scale), ones(3)));
    CHECK_THAT(loss, WithinAbs(2 * apart_from_two(scale), 1e-14));
  }
}

TEST_CASE("only the teacher's scale counts, and a weight is that of an image and of its text") {
  const auto loss = [](double student_scale, const at::Tensor& weights_R) {
    return value_of(feature_contrast{}(orthogonal(student_scale), orthogonal(4), weights_R));
  };
  CHECK(loss(1, ones(3)) == loss(50, ones(3)));
  CHECK_THAT(loss(1, numbers({3, 0, 0})), WithinAbs(loss(1, ones(3)), 1e-14));
}

TEST_CASE("texts of one label are one target, images of one label are not") {
  const at::Tensor labels_R = labels({4, 4, 2});
  sdkt::encoded student = orthogonal(1, labels_R), teacher = orthogonal(5, labels_R);
  student.texts_TE = teacher.texts_TE = numbers({1, 0, 0, 1, 0, 0, 0, 1, 0}).view({3, 3});
  // Rows of texts: s, s, 0 with half of the target on each s; and 0, 0, s.
  const double pair = std::log(2 * std::exp(5.0) + 1) - 5, single = apart_from_two(5);
  const double of_images = 2 * apart_from_two(5), of_texts = 2 * (2 * pair + single) / 3;
  CHECK_THAT(value_of(feature_contrast{}(student, teacher, ones(3))),
             WithinAbs((of_images + of_texts) / 2, 1e-14));
  // Without labels every pair has its own text, and equal texts cannot both be nearest.
  student.labels_R = teacher.labels_R = at::Tensor{};
  CHECK_THAT(value_of(feature_contrast{}(student, teacher, ones(3))),
             WithinAbs((of_images + of_texts) / 2, 1e-14));
}

TEST_CASE("a feature nearest to another image's costs more than one nearest to its own") {
  sdkt::encoded swapped = orthogonal(1);
  swapped.images_RE = numbers({0, 1, 0, 1, 0, 0, 0, 0, 1}).view({3, 3});
  CHECK(value_of(feature_contrast{}(swapped, orthogonal(10), ones(3))) >
        value_of(feature_contrast{}(orthogonal(1), orthogonal(10), ones(3))) + 5);
}

TEST_CASE("a batch of one pair has nothing to be told from") {
  const sdkt::encoded one{unit_rows(1, 5, 1), unit_rows(1, 5, 2), scalar(30)};
  const sdkt::encoded other{unit_rows(1, 5, 3), unit_rows(1, 5, 4), scalar(30)};
  CHECK(value_of(feature_contrast{}(one, other, ones(1))) == 0);
}

TEST_CASE("the contrast has the gradient of finite differences, of images and of texts") {
  check_gradient(feature_contrast{}, random_pairs, true, 1e-7);
}

TEST_CASE("the contrast is linear in weights, and neither order nor a common rotation counts") {
  check_linear_in_weights(feature_contrast{}, random_pairs);
  check_order(feature_contrast{}, random_pairs, true);
  check_rotation(feature_contrast{}, random_pairs, false);
}
