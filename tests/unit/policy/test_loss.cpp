// SPDX-License-Identifier: MIT
//
// The distillation losses: closed forms, gradients against finite differences, and what leaves them
// unchanged.

#include <cmath>
#include <cstdint>
#include <functional>

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "features.hpp"
#include <sdkt/loss.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

constexpr std::int64_t R = 7, E = 5, C = 4;

at::Tensor ones(std::int64_t rows) { return at::full({rows}, 1.0, at::kDouble); }
at::Tensor scalar(double value) { return at::full({}, value, at::kDouble); }

double value_of(const at::Tensor& loss) {
  REQUIRE(loss.dim() == 0);
  return loss.item<double>();
}

/// Logits Z as a view: images are Z itself and texts the identity, with a logit scale of 1.
sdkt::encoded with_logits(const at::Tensor& logits_RC) {
  const std::int64_t classes = logits_RC.size(1);
  at::Tensor identity = at::zeros({classes, classes}, at::kDouble);
  identity.fill_diagonal_(1);
  return {logits_RC, identity, scalar(1)};
}

/// The gradient of `loss` at `place` by autograd.
at::Tensor gradient_at(const at::Tensor& place, const std::function<at::Tensor(const at::Tensor&)>& loss) {
  at::Tensor leaf = place.clone().requires_grad_();
  loss(leaf).backward();
  return leaf.grad();
}

/// The same by central differences.
at::Tensor differences_at(const at::Tensor& place, const std::function<at::Tensor(const at::Tensor&)>& loss) {
  constexpr double step = 1e-6;
  at::Tensor gradient = at::zeros(place.sizes(), at::kDouble);
  at::Tensor moved = place.clone();
  auto* number = moved.mutable_data_ptr<double>();
  auto* slope = gradient.mutable_data_ptr<double>();
  for (std::int64_t i = 0; i < place.numel(); ++i) {
    const double before = number[i];
    number[i] = before + step;
    const double above = value_of(loss(moved));
    number[i] = before - step;
    const double below = value_of(loss(moved));
    number[i] = before;
    slope[i] = (above - below) / (2 * step);
  }
  return gradient;
}

struct views {
  sdkt::encoded student, teacher;
  at::Tensor weights_R;
};

views random_views(std::uint64_t seed) {
  const at::Tensor texts_CE = unit_rows(C, E, 10 * seed + 3);
  return {{unit_rows(R, E, 10 * seed), texts_CE, scalar(20)},
          {unit_rows(R, E, 10 * seed + 1), texts_CE, scalar(20)},
          random_numbers({R}, 10 * seed + 2).add(1)};
}

/// Facts of every loss that averages over images.
template <class Loss>
void check_mean_over_images(const Loss& loss) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const views batch = random_views(seed);
    const auto& student = batch.student;
    const auto& teacher = batch.teacher;
    const auto& weights_R = batch.weights_R;
    const double whole = value_of(loss(student, teacher, weights_R));

    // Scaling the weights scales the loss, and weights add up.
    CHECK_THAT(value_of(loss(student, teacher, weights_R.mul(3.5))), WithinAbs(3.5 * whole, 1e-12));
    const at::Tensor other_R = random_numbers({R}, 77 + seed);
    CHECK_THAT(value_of(loss(student, teacher, weights_R.add(other_R))),
               WithinAbs(whole + value_of(loss(student, teacher, other_R)), 1e-12));
    CHECK(value_of(loss(student, teacher, at::zeros({R}, at::kDouble))) == 0.0);

    // The order of the images means nothing.
    const at::Tensor order = at::tensor({4, 0, 6, 2, 5, 1, 3}, at::kLong);
    auto shuffled_student = student, shuffled_teacher = teacher;
    shuffled_student.images_RE = at::index_select(student.images_RE, 0, order);
    shuffled_teacher.images_RE = at::index_select(teacher.images_RE, 0, order);
    CHECK_THAT(value_of(loss(shuffled_student, shuffled_teacher, at::index_select(weights_R, 0, order))),
               WithinAbs(whole, 1e-12));

    // A weight reaches its own image: with all others 0, only that image's gradient remains.
    at::Tensor one_R = at::zeros({R}, at::kDouble);
    one_R.select(0, 2).fill_(1);
    at::Tensor gradient = gradient_at(student.images_RE, [&](const at::Tensor& images_RE) {
      return loss({images_RE, student.texts_TE, student.logit_scale}, teacher, one_R);
    });
    CHECK(gradient.select(0, 2).abs().sum().template item<double>() > 0);
    gradient.select(0, 2).zero_();
    CHECK(gradient.abs().sum().template item<double>() == 0);
  }
}

template <class Loss>
void check_gradient(const Loss& loss, double tolerance) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const views batch = random_views(seed);
    const auto& student = batch.student;
    const auto& teacher = batch.teacher;
    const auto& weights_R = batch.weights_R;
    const auto of_images = [&](const at::Tensor& images_RE) {
      return loss({images_RE, student.texts_TE, student.logit_scale}, teacher, weights_R);
    };
    const at::Tensor gradient_RE = gradient_at(student.images_RE, of_images);
    CHECK(largest_difference(gradient_RE, differences_at(student.images_RE, of_images)) < tolerance);
  }
}

}  // namespace

TEST_CASE("the squared distance of unit features is 2 - 2 h.h_T") {
  const sdkt::feature_distance loss;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const views batch = random_views(seed);
    const auto& student = batch.student;
    const auto& teacher = batch.teacher;
    const auto& weights_R = batch.weights_R;
    const at::Tensor cosines_R = student.images_RE.mul(teacher.images_RE).sum(1);
    CHECK_THAT(value_of(loss(student, teacher, ones(R))),
               WithinAbs(cosines_R.mul(-2).add(2).mean().item<double>(), 1e-12));
    CHECK_THAT(value_of(loss(student, teacher, weights_R)),
               WithinAbs(cosines_R.mul(-2).add(2).mul(weights_R).mean().item<double>(), 1e-12));
  }
}

TEST_CASE("the feature distance of opposite, orthogonal and equal vectors is 4, 2 and 0") {
  const sdkt::feature_distance loss;
  const at::Tensor first = numbers({1, 0}).view({1, 2}), second = numbers({0, 1}).view({1, 2});
  CHECK(value_of(loss({first, {}, {}}, {first.neg(), {}, {}}, ones(1))) == 4);
  CHECK(value_of(loss({first, {}, {}}, {second, {}, {}}, ones(1))) == 2);
  CHECK(value_of(loss({first, {}, {}}, {first, {}, {}}, ones(1))) == 0);
}

TEST_CASE("the gradient of the feature distance is 2 w (h - h_T) / R") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const views batch = random_views(seed);
    const auto& student = batch.student;
    const auto& teacher = batch.teacher;
    const auto& weights_R = batch.weights_R;
    const at::Tensor gradient_RE = gradient_at(student.images_RE, [&](const at::Tensor& h_RE) {
      return sdkt::feature_distance{}({h_RE, {}, {}}, teacher, weights_R);
    });
    const at::Tensor closed_RE =
        student.images_RE.sub(teacher.images_RE).mul(weights_R.view({R, 1})).mul(2.0 / R);
    CHECK(largest_difference(gradient_RE, closed_RE) < 1e-14);
  }
}

TEST_CASE("the feature distance averages over images, each with its own weight") {
  check_mean_over_images(sdkt::feature_distance{});
}

TEST_CASE("the feature distance has the gradient that finite differences measure") {
  check_gradient(sdkt::feature_distance{}, 1e-8);
}

TEST_CASE("the logit divergence of known logits is the known number") {
  // tau = 2, teacher [[2, 0, 0], [0, 0, 0]], student 0: tau^2 ln 3 in each row.
  const at::Tensor teacher_RC = numbers({2, 0, 0, 0, 0, 0}).view({2, 3});
  const at::Tensor student_RC = at::zeros({2, 3}, at::kDouble);
  const double value =
      value_of(sdkt::logit_divergence{2.0}(with_logits(student_RC), with_logits(teacher_RC), ones(2)));
  CHECK_THAT(value, WithinAbs(4.394449, 5e-7));
  CHECK_THAT(value, WithinAbs(4 * std::log(3.0), 1e-12));
  // The teacher's entropy is what the cross-entropy has on top of the divergence.
  const double own =
      value_of(sdkt::logit_divergence{2.0}(with_logits(teacher_RC), with_logits(teacher_RC), ones(2)));
  CHECK_THAT(value - own, WithinAbs(0.246569, 5e-7));
}

TEST_CASE("the gradient of the logit divergence is tau (q - p) / R in the logits") {
  const at::Tensor teacher_RC = numbers({2, 0}).view({1, 2});
  const at::Tensor gradient = gradient_at(at::zeros({1, 2}, at::kDouble), [&](const at::Tensor& logits) {
    return sdkt::logit_divergence{2.0}(with_logits(logits), with_logits(teacher_RC), ones(1));
  });
  CHECK_THAT(gradient[0][0].item<double>(), WithinAbs(-0.462117, 5e-7));
  CHECK_THAT(gradient[0][1].item<double>(), WithinAbs(0.462117, 5e-7));

  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const double tau : {0.5, 1.0, 2.0, 5.0}) {
      const at::Tensor zt_RC = random_numbers({R, C}, seed).mul(4);
      const at::Tensor zs_RC = random_numbers({R, C}, seed + 50).mul(4);
      const at::Tensor weights_R = random_numbers({R}, seed + 90).add(1);
      const at::Tensor slope_RC = gradient_at(zs_RC, [&](const at::Tensor& logits) {
        return sdkt::logit_divergence{tau}(with_logits(logits), with_logits(zt_RC), weights_R);
      });
      const at::Tensor p_RC = at::softmax(zt_RC.div(tau), 1), q_RC = at::softmax(zs_RC.div(tau), 1);
      const at::Tensor closed_RC = q_RC.sub(p_RC).mul(weights_R.view({R, 1})).mul(tau / R);
      CHECK(largest_difference(slope_RC, closed_RC) < 1e-13);
    }
  }
}

TEST_CASE("the logit divergence averages over images, each with its own weight") {
  check_mean_over_images(sdkt::logit_divergence{});
  check_mean_over_images(sdkt::logit_divergence{.temperature = 0.7});
}

TEST_CASE("the logit divergence has the gradient that finite differences measure") {
  check_gradient(sdkt::logit_divergence{}, 1e-7);
}

TEST_CASE("the logit divergence is least where the student is the teacher, and its gradient is 0 there") {
  const sdkt::logit_divergence loss;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const views batch = random_views(seed);
    const auto& student = batch.student;
    const auto& teacher = batch.teacher;
    CHECK(value_of(loss(student, teacher, ones(R))) > value_of(loss(teacher, teacher, ones(R))));
    const at::Tensor gradient_RE = gradient_at(teacher.images_RE, [&](const at::Tensor& images_RE) {
      return loss({images_RE, teacher.texts_TE, teacher.logit_scale}, teacher, ones(R));
    });
    CHECK(gradient_RE.abs().max().item<double>() < 1e-14);
  }
}

TEST_CASE("with a single class the logit divergence is 0 and pulls nowhere") {
  const at::Tensor student_RC = random_numbers({R, 1}, 1), teacher_RC = random_numbers({R, 1}, 2);
  CHECK(value_of(sdkt::logit_divergence{}(with_logits(student_RC), with_logits(teacher_RC), ones(R))) == 0);
}

TEST_CASE("a constant on every logit of an image changes no logit divergence") {
  const at::Tensor zs_RC = random_numbers({R, C}, 1), zt_RC = random_numbers({R, C}, 2);
  const at::Tensor shift_R1 = random_numbers({R, 1}, 3).mul(50);
  const sdkt::logit_divergence loss;
  const double value = value_of(loss(with_logits(zs_RC), with_logits(zt_RC), ones(R)));
  CHECK_THAT(value_of(loss(with_logits(zs_RC.add(shift_R1)), with_logits(zt_RC.sub(shift_R1)), ones(R))),
             WithinAbs(value, 1e-11));
}

TEST_CASE("the logit divergence compares with the teacher's texts and each network's own logit scale") {
  const views batch = random_views(4);
  const auto& student = batch.student;
  const auto& teacher = batch.teacher;
  const sdkt::logit_divergence loss;
  const double value = value_of(loss(student, teacher, ones(R)));
  sdkt::encoded other_texts = student;
  other_texts.texts_TE = unit_rows(C, E, 99);
  CHECK(value_of(loss(other_texts, teacher, ones(R))) == value);
  sdkt::encoded colder = student;
  colder.logit_scale = scalar(1);
  const at::Tensor student_RC = at::matmul(student.images_RE, teacher.texts_TE.t());
  const at::Tensor teacher_RC = at::matmul(teacher.images_RE, teacher.texts_TE.t()).mul(20);
  CHECK_THAT(value_of(loss(colder, teacher, ones(R))),
             WithinAbs(value_of(loss(with_logits(student_RC), with_logits(teacher_RC), ones(R))), 1e-12));
}

TEST_CASE("logits of thousands give a finite logit divergence") {
  const at::Tensor zs_RC = numbers({5000, 0, -5000, 0}).view({1, 4});
  const at::Tensor zt_RC = numbers({-5000, 0, 5000, 0}).view({1, 4});
  const double value = value_of(sdkt::logit_divergence{}(with_logits(zs_RC), with_logits(zt_RC), ones(1)));
  CHECK_THAT(value, WithinAbs(4 * 5000.0, 1e-9));
}
