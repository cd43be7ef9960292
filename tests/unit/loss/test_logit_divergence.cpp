// SPDX-License-Identifier: MIT
//
// The logit divergence: closed forms, gradients, its texts, and what leaves it unchanged.

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
#include <sdkt/loss/logit_divergence.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::logit_divergence;
using sdkt::logit_divergence_over;
using sdkt::text_source;
using namespace sdkt_test;

}  // namespace

TEST_CASE("the logit divergence of known logits is the known number") {
  // tau = 2, teacher [[2, 0, 0], [0, 0, 0]], student 0: tau^2 ln 3 in each row.
  const at::Tensor teacher_RT = numbers({2, 0, 0, 0, 0, 0}).view({2, 3});
  const at::Tensor student_RT = at::zeros({2, 3}, at::kDouble);
  const double value =
      value_of(logit_divergence{2.0}(with_logits(student_RT), with_logits(teacher_RT), ones(2)));
  CHECK_THAT(value, WithinAbs(4.394449, 5e-7));
  CHECK_THAT(value, WithinAbs(4 * std::log(3.0), 1e-12));
  // The teacher's entropy is what the cross-entropy has on top of the divergence.
  const double own =
      value_of(logit_divergence{2.0}(with_logits(teacher_RT), with_logits(teacher_RT), ones(2)));
  CHECK_THAT(value - own, WithinAbs(0.246569, 5e-7));
}

TEST_CASE("the gradient of the logit divergence is tau (q - p) / R in the logits") {
  const at::Tensor teacher_RT = numbers({2, 0}).view({1, 2});
  const at::Tensor gradient = gradient_at(at::zeros({1, 2}, at::kDouble), [&](const at::Tensor& logits) {
    return logit_divergence{2.0}(with_logits(logits), with_logits(teacher_RT), ones(1));
  });
  CHECK_THAT(gradient[0][0].item<double>(), WithinAbs(-0.462117, 5e-7));
  CHECK_THAT(gradient[0][1].item<double>(), WithinAbs(0.462117, 5e-7));

  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const double tau : {0.5, 1.0, 2.0, 5.0}) {
      const at::Tensor zt_RT = random_numbers({R, T}, seed).mul(4);
      const at::Tensor zs_RT = random_numbers({R, T}, seed + 50).mul(4);
      const at::Tensor weights_R = random_numbers({R}, seed + 90).add(1);
      const at::Tensor slope_RT = gradient_at(zs_RT, [&](const at::Tensor& logits) {
        return logit_divergence{tau}(with_logits(logits), with_logits(zt_RT), weights_R);
      });
      const at::Tensor p_RT = at::softmax(zt_RT.div(tau), 1), q_RT = at::softmax(zs_RT.div(tau), 1);
      const at::Tensor closed_RT = q_RT.sub(p_RT).mul(weights_R.view({R, 1})).mul(tau / R);
      CHECK(largest_difference(slope_RT, closed_RT) < 1e-13);
    }
  }
}

TEST_CASE("the logit divergence averages over images, each with its own weight, in any order") {
  for (const double temperature : {2.0, 0.7}) {
    const logit_divergence loss{.temperature = temperature};
    check_linear_in_weights(loss, random_batch);
    check_images_apart(loss, random_batch);
    check_order(loss, random_batch, false);
    check_rotation(loss, random_batch, false);
  }
}

TEST_CASE("the logit divergence has the gradient that finite differences measure") {
  check_gradient(logit_divergence{}, random_batch, false, 1e-7);
}

TEST_CASE("the logit divergence is least where the student is the teacher, and its gradient is 0 there") {
  const logit_divergence loss;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_batch(seed);
    const auto& teacher = one.teacher;
    CHECK(value_of(loss(one.student, teacher, ones(R))) > value_of(loss(teacher, teacher, ones(R))));
    const at::Tensor gradient_RE = gradient_at(teacher.images_RE, [&](const at::Tensor& images_RE) {
      return loss(with_images(teacher, images_RE), teacher, ones(R));
    });
    CHECK(gradient_RE.abs().max().item<double>() < 1e-14);
  }
}

TEST_CASE("with a single text the logit divergence is 0 and pulls nowhere") {
  const at::Tensor student_RT = random_numbers({R, 1}, 1), teacher_RT = random_numbers({R, 1}, 2);
  CHECK(value_of(logit_divergence{}(with_logits(student_RT), with_logits(teacher_RT), ones(R))) == 0);
}

TEST_CASE("a constant on every logit of an image changes no logit divergence") {
  const at::Tensor zs_RT = random_numbers({R, T}, 1), zt_RT = random_numbers({R, T}, 2);
  const at::Tensor shift_R1 = random_numbers({R, 1}, 3).mul(50);
  const logit_divergence loss;
  const double value = value_of(loss(with_logits(zs_RT), with_logits(zt_RT), ones(R)));
  CHECK_THAT(value_of(loss(with_logits(zs_RT.add(shift_R1)), with_logits(zt_RT.sub(shift_R1)), ones(R))),
             WithinAbs(value, 1e-11));
}

TEST_CASE("the logit divergence compares with the teacher's texts and each network's own logit scale") {
  const auto one = random_batch(4);
  const logit_divergence loss;
  const double value = value_of(loss(one.student, one.teacher, ones(R)));
  CHECK(value_of(loss(with_texts(one.student, {}), one.teacher, ones(R))) == value);
  sdkt::encoded colder = one.student;
  colder.logit_scale = scalar(1);
  const at::Tensor student_RT = at::matmul(one.student.images_RE, one.teacher.texts_TE.t());
  const at::Tensor teacher_RT = at::matmul(one.teacher.images_RE, one.teacher.texts_TE.t()).mul(15);
  CHECK_THAT(value_of(loss(colder, one.teacher, ones(R))),
             WithinAbs(value_of(loss(with_logits(student_RT), with_logits(teacher_RT), ones(R))), 1e-12));
}

TEST_CASE("logits of thousands give a finite logit divergence") {
  const at::Tensor zs_RT = numbers({5000, 0, -5000, 0}).view({1, 4});
  const at::Tensor zt_RT = numbers({-5000, 0, 5000, 0}).view({1, 4});
  const double value = value_of(logit_divergence{}(with_logits(zs_RT), with_logits(zt_RT), ones(1)));
  CHECK_THAT(value, WithinAbs(4 * 5000.0, 1e-9));
}

TEST_CASE("where the texts come from does not change what the logit divergence computes") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto [student, teacher, weights_R] = random_batch(seed);
    const double value = value_of(logit_divergence{}(student, teacher, weights_R));
    const logit_divergence_over<text_source::random_sentences> of_sentences{.temperature = 2};
    const logit_divergence_over<text_source::reference_texts> of_texts;
    CHECK(value_of(of_sentences(student, teacher, weights_R)) == value);
    CHECK(value_of(of_texts(student, teacher, weights_R)) == value);
  }
}

TEST_CASE("over random sentences a logit divergence says how many, and over other texts it does not") {
  const auto described = [](const auto& loss) {
    sdkt::setting_list settings;
    sdkt::detail::describe_policy(loss, settings);
    return settings;
  };
  const auto of_sentences = described(
      logit_divergence_over<text_source::random_sentences>{.temperature = 3, .sentences = {.count = 12}});
  CHECK(std::get<double>(*of_sentences.find("temperature")) == 3.0);
  CHECK(std::get<std::string>(*of_sentences.find("compared_texts")) == "random_sentences");
  CHECK(std::get<std::int64_t>(*of_sentences.find("num_sentences")) == 12);
  CHECK(std::get<std::int64_t>(*of_sentences.find("sentence_length")) == 10);
  const auto of_prompts = described(logit_divergence{});
  CHECK(std::get<std::string>(*of_prompts.find("compared_texts")) == "class_prompts");
  CHECK(of_prompts.find("num_sentences") == nullptr);
}
