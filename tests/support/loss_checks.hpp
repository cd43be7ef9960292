// SPDX-License-Identifier: MIT
//
// What is asked of every distillation loss: batches to ask with, gradients, and the invariances.
#pragma once

#include <cstdint>
#include <functional>
#include <tuple>

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "teacher_features.hpp"
#include <sdkt/concepts/encoded.hpp>

namespace sdkt_test {

/// A loss of any kind: one with column weights is given them by a lambda around it.
using loss_function = std::function<at::Tensor(const sdkt::encoded& student, const sdkt::encoded& teacher,
                                               const at::Tensor& weights_R)>;

inline at::Tensor ones(std::int64_t rows) { return at::full({rows}, 1.0, at::kDouble); }
inline at::Tensor scalar(double value) { return at::full({}, value, at::kDouble); }

inline double value_of(const at::Tensor& loss) {
  REQUIRE(loss.dim() == 0);
  return loss.item<double>();
}

/// Logits, or similarities, as a view: images are the logits and texts the identity, with a logit scale of 1.
inline sdkt::encoded with_logits(const at::Tensor& logits_RT) {
  const std::int64_t texts = logits_RT.size(1);
  at::Tensor identity = at::zeros({texts, texts}, at::kDouble);
  identity.fill_diagonal_(1);
  return {logits_RT, identity, scalar(1)};
}

struct batch {
  sdkt::encoded student, teacher;
  at::Tensor weights_R;
};

/// Seven images in five dimensions, four texts of the teacher's and other ones of the student's.
inline batch random_batch(std::uint64_t seed) {
  return {{unit_rows(7, 5, 10 * seed), unit_rows(4, 5, 10 * seed + 4), scalar(20)},
          {unit_rows(7, 5, 10 * seed + 1), unit_rows(4, 5, 10 * seed + 3), scalar(15)},
          random_numbers({7}, 10 * seed + 2).add(1)};
}

/// Seven images with a text each. The networks agree often enough for both to be right and wrong.
inline batch random_pairs(std::uint64_t seed) {
  const at::Tensor labels_R = at::tensor({5, 1, 5, 0, 3, 1, 9}, at::kLong);
  const auto near_images = [&](const at::Tensor& images_RE, std::uint64_t other) {
    return unit(images_RE.add(random_numbers({7, 5}, other), 1.2));
  };
  const at::Tensor student_RE = unit_rows(7, 5, 10 * seed), teacher_RE = unit_rows(7, 5, 10 * seed + 1);
  return {{student_RE, near_images(student_RE, 10 * seed + 4), scalar(20), labels_R},
          {teacher_RE, near_images(teacher_RE, 10 * seed + 3), scalar(15), labels_R},
          random_numbers({7}, 10 * seed + 2).add(1)};
}

inline sdkt::encoded with_images(sdkt::encoded network, const at::Tensor& images_RE) {
  network.images_RE = images_RE;
  return network;
}

inline sdkt::encoded with_texts(sdkt::encoded network, const at::Tensor& texts_TE) {
  network.texts_TE = texts_TE;
  return network;
}

/// The gradient of `loss` at `place` by autograd.
inline at::Tensor gradient_at(const at::Tensor& place,
                              const std::function<at::Tensor(const at::Tensor&)>& loss) {
  at::Tensor leaf = place.clone().requires_grad_();
  loss(leaf).backward();
  return leaf.grad();
}

/// The same by central differences.
inline at::Tensor differences_at(const at::Tensor& place,
                                 const std::function<at::Tensor(const at::Tensor&)>& loss) {
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

/// The gradient with respect to the student's images and, where asked, its texts, is the measured one.
inline void check_gradient(const loss_function& loss, batch (*make)(std::uint64_t), bool has_student_texts,
                           double tolerance) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const batch one = make(seed);
    const auto of_images = [&](const at::Tensor& images_RE) {
      return loss(with_images(one.student, images_RE), one.teacher, one.weights_R);
    };
    const at::Tensor images_RE = one.student.images_RE;
    CHECK(largest_difference(gradient_at(images_RE, of_images), differences_at(images_RE, of_images)) <
          tolerance);
    if (!has_student_texts) continue;
    const auto of_texts = [&](const at::Tensor& texts_TE) {
      return loss(with_texts(one.student, texts_TE), one.teacher, one.weights_R);
    };
    const at::Tensor texts_TE = one.student.texts_TE;
    CHECK(largest_difference(gradient_at(texts_TE, of_texts), differences_at(texts_TE, of_texts)) <
          tolerance);
  }
}

/// Scaling the weights scales the loss, weights add up, and without weight there is no loss.
inline void check_linear_in_weights(const loss_function& loss, batch (*make)(std::uint64_t)) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const batch one = make(seed);
    const auto with = [&](const at::Tensor& weights_R) {
      return value_of(loss(one.student, one.teacher, weights_R));
    };
    const at::Tensor other_R = random_numbers({7}, 77 + seed);
    using Catch::Matchers::WithinAbs;
    CHECK_THAT(with(one.weights_R.mul(3.5)), WithinAbs(3.5 * with(one.weights_R), 1e-12));
    CHECK_THAT(with(one.weights_R.add(other_R)), WithinAbs(with(one.weights_R) + with(other_R), 1e-12));
    CHECK(with(at::zeros({7}, at::kDouble)) == 0.0);
  }
}

/// The order of the images, each with its weight, label and perhaps text, means nothing.
inline void check_order(const loss_function& loss, batch (*make)(std::uint64_t), bool is_paired) {
  const at::Tensor order = at::tensor({4, 0, 6, 2, 5, 1, 3}, at::kLong);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const batch one = make(seed);
    batch shuffled = one;
    for (sdkt::encoded* network : {&shuffled.student, &shuffled.teacher}) {
      network->images_RE = at::index_select(network->images_RE, 0, order);
      if (is_paired) network->texts_TE = at::index_select(network->texts_TE, 0, order);
      if (network->labels_R.defined()) network->labels_R = at::index_select(network->labels_R, 0, order);
    }
    shuffled.weights_R = at::index_select(one.weights_R, 0, order);
    CHECK_THAT(value_of(loss(shuffled.student, shuffled.teacher, shuffled.weights_R)),
               Catch::Matchers::WithinAbs(value_of(loss(one.student, one.teacher, one.weights_R)), 1e-12));
  }
}

/// With a weight for one image alone, only that image's features have a gradient.
inline void check_images_apart(const loss_function& loss, batch (*make)(std::uint64_t)) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const batch one = make(seed);
    at::Tensor weights_R = at::zeros({7}, at::kDouble);
    weights_R.select(0, 2).fill_(1);
    at::Tensor gradient = gradient_at(one.student.images_RE, [&](const at::Tensor& images_RE) {
      return loss(with_images(one.student, images_RE), one.teacher, weights_R);
    });
    CHECK(gradient.select(0, 2).abs().sum().item<double>() > 0);
    gradient.select(0, 2).zero_();
    CHECK(gradient.abs().sum().item<double>() == 0);
  }
}

/// A rotation of five dimensions.
inline at::Tensor rotation(std::uint64_t seed) {
  return std::get<0>(at::linalg_qr(random_numbers({5, 5}, seed)));
}

inline sdkt::encoded rotated(sdkt::encoded network, const at::Tensor& rotation_EE) {
  network.images_RE = at::matmul(network.images_RE, rotation_EE);
  if (network.texts_TE.defined()) network.texts_TE = at::matmul(network.texts_TE, rotation_EE);
  return network;
}

/// One rotation of all features of both networks changes nothing; where `each`, a rotation of its own for
/// each network neither.
inline void check_rotation(const loss_function& loss, batch (*make)(std::uint64_t), bool each) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const batch one = make(seed);
    const at::Tensor turn = rotation(500 + seed);
    const at::Tensor other_turn = each ? rotation(600 + seed) : turn;
    CHECK_THAT(value_of(loss(rotated(one.student, turn), rotated(one.teacher, other_turn), one.weights_R)),
               Catch::Matchers::WithinAbs(value_of(loss(one.student, one.teacher, one.weights_R)), 1e-12));
  }
}

}  // namespace sdkt_test
