// SPDX-License-Identifier: MIT
//
// The probability distance: closed forms, its range, gradients, and what leaves it unchanged.

#include <cmath>
#include <cstdint>
#include <string>
#include <variant>

#include <ATen/core/Tensor.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/loss_checks.hpp"
#include <sdkt/loss/probability_distance.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::probability_distance;
using namespace sdkt_test;

double of_logits(const at::Tensor& teacher_RT, const at::Tensor& student_RT) {
  return value_of(
      probability_distance{}(with_logits(student_RT), with_logits(teacher_RT), ones(teacher_RT.size(0))));
}

}  // namespace

TEST_CASE("probabilities of three quarters and one half differ by a quarter") {
  const at::Tensor teacher_RT = numbers({std::log(3.0), 0}).view({1, 2});
  CHECK_THAT(of_logits(teacher_RT, at::zeros({1, 2}, at::kDouble)), WithinAbs(0.25, 1e-15));
}

TEST_CASE("the probability distance is the mean over texts and images of absolute differences") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto [student, teacher, weights_R] = random_batch(seed);
    const at::Tensor q_RT = at::softmax(at::matmul(student.images_RE, teacher.texts_TE.t()).mul(20), 1);
    const at::Tensor p_RT = at::softmax(at::matmul(teacher.images_RE, teacher.texts_TE.t()).mul(15), 1);
    double sum = 0;
    for (std::int64_t i = 0; i < R; ++i) {
      for (std::int64_t j = 0; j < T; ++j) {
        sum += weights_R[i].item<double>() * std::abs(q_RT[i][j].item<double>() - p_RT[i][j].item<double>());
      }
    }
    CHECK_THAT(value_of(probability_distance{}(student, teacher, weights_R)),
               WithinAbs(sum / (R * T), 1e-14));
  }
}

TEST_CASE("the probability distance lies between 0 and 2 / T, and networks may change places") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const at::Tensor zt_RT = random_numbers({R, T}, seed).mul(30);
    const at::Tensor zs_RT = random_numbers({R, T}, 500 + seed).mul(30);
    const double value = of_logits(zt_RT, zs_RT);
    CHECK((value > 0 && value <= 2.0 / T));
    CHECK(of_logits(zs_RT, zt_RT) == value);
  }
  CHECK_THAT(of_logits(numbers({900, 0}).view({1, 2}), numbers({0, 900}).view({1, 2})), WithinAbs(1, 1e-15));
}

TEST_CASE("where the networks agree the probability distance is 0 and pulls nowhere") {
  const auto one = random_batch(2);
  CHECK(value_of(probability_distance{}(one.teacher, one.teacher, one.weights_R)) == 0);
  const at::Tensor gradient_RE = gradient_at(one.teacher.images_RE, [&](const at::Tensor& images_RE) {
    return probability_distance{}(with_images(one.teacher, images_RE), one.teacher, one.weights_R);
  });
  CHECK(gradient_RE.eq(0).all().item<bool>());
}

TEST_CASE("a constant on every logit of an image changes no probability distance") {
  const at::Tensor zs_RT = random_numbers({R, T}, 1), zt_RT = random_numbers({R, T}, 2);
  const at::Tensor shift_R1 = random_numbers({R, 1}, 3).mul(50);
  CHECK_THAT(of_logits(zt_RT.sub(shift_R1), zs_RT.add(shift_R1)), WithinAbs(of_logits(zt_RT, zs_RT), 1e-14));
}

TEST_CASE("the probability distance averages over images, each with its own weight, in any order") {
  check_linear_in_weights(probability_distance{}, random_batch);
  check_images_apart(probability_distance{}, random_batch);
  check_order(probability_distance{}, random_batch, false);
  check_rotation(probability_distance{}, random_batch, false);
}

TEST_CASE("the probability distance has the gradient that finite differences measure") {
  check_gradient(probability_distance{}, random_batch, false, 1e-7);
}

TEST_CASE("the probability distance looks at the teacher's texts alone, wherever they come from") {
  const auto [student, teacher, weights_R] = random_batch(4);
  const double value = value_of(probability_distance{}(student, teacher, weights_R));
  CHECK(value_of(probability_distance{}(with_texts(student, {}), teacher, weights_R)) == value);
  const sdkt::probability_distance_over<sdkt::text_source::random_sentences> of_sentences{
      .sentences = {.count = 9, .length = 3}};
  CHECK(value_of(of_sentences(student, teacher, weights_R)) == value);
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(of_sentences, settings);
  CHECK(std::get<std::int64_t>(*settings.find("num_sentences")) == 9);
  CHECK(std::get<std::int64_t>(*settings.find("sentence_length")) == 3);
  CHECK(std::get<std::string>(*settings.find("compared_texts")) == "random_sentences");
}
