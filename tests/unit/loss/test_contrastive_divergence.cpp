// SPDX-License-Identifier: MIT
//
// The contrastive divergence: both axes in closed form, weights, gradients, and what leaves it unchanged.

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
#include <sdkt/loss/contrastive_divergence.hpp>
#include <sdkt/loss/logit_divergence.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::contrastive_divergence;
using sdkt::logit_divergence;
using namespace sdkt_test;

double of_logits(const at::Tensor& teacher_RT, const at::Tensor& student_RT, const at::Tensor& weights_R,
                 double temperature = 2) {
  return value_of(
      contrastive_divergence{temperature}(with_logits(student_RT), with_logits(teacher_RT), weights_R));
}

double rows_alone(const at::Tensor& teacher_RT, const at::Tensor& student_RT, const at::Tensor& weights_R) {
  return value_of(logit_divergence{}(with_logits(student_RT), with_logits(teacher_RT), weights_R));
}

/// The formula, entry by entry.
double by_loops(const at::Tensor& teacher_RT, const at::Tensor& student_RT, const at::Tensor& weights_R,
                double tau) {
  const std::int64_t images = teacher_RT.size(0), texts = teacher_RT.size(1);
  const auto* zt = teacher_RT.const_data_ptr<double>();
  const auto* zs = student_RT.const_data_ptr<double>();
  const auto at_place = [&](const double* z, std::int64_t i, std::int64_t j) {
    return z[i * texts + j] / tau;
  };
  double sum = 0;
  for (std::int64_t i = 0; i < images; ++i) {
    for (std::int64_t j = 0; j < texts; ++j) {
      double row_t = 0, row_s = 0, column_t = 0, column_s = 0;
      for (std::int64_t k = 0; k < texts; ++k)
        row_t += std::exp(at_place(zt, i, k)), row_s += std::exp(at_place(zs, i, k));
      for (std::int64_t k = 0; k < images; ++k)
        column_t += std::exp(at_place(zt, k, j)), column_s += std::exp(at_place(zs, k, j));
      const double t = at_place(zt, i, j), s = at_place(zs, i, j);
      const double share = std::exp(t) / row_t * (std::log(row_s) - s) / static_cast<double>(images) +
                           std::exp(t) / column_t * (std::log(column_s) - s) / static_cast<double>(texts);
      sum += tau * tau * weights_R[i].item<double>() * share;
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("the contrastive divergence of known logits is the known number, in rows and in columns") {
  const at::Tensor teacher_RT = numbers({2, 0, 0, 0, 0, 0}).view({2, 3});
  const at::Tensor student_RT = at::zeros({2, 3}, at::kDouble);
  const double rows = rows_alone(teacher_RT, student_RT, ones(2));
  const double columns = of_logits(teacher_RT, student_RT, ones(2)) - rows;
  CHECK_THAT(rows, WithinAbs(4.394449, 5e-7));
  CHECK_THAT(columns, WithinAbs(2.772589, 5e-7));
  CHECK_THAT(columns, WithinAbs(4 * std::log(2.0), 1e-12));
  // The Kullback-Leibler divergences are what is above the teacher's own entropies.
  const double own_rows = rows_alone(teacher_RT, teacher_RT, ones(2));
  const double own_columns = of_logits(teacher_RT, teacher_RT, ones(2)) - own_rows;
  CHECK_THAT(rows - own_rows, WithinAbs(0.246569, 5e-7));
  CHECK_THAT(columns - own_columns, WithinAbs(0.147925, 5e-7));
}

TEST_CASE("of a single image the columns say nothing, and the gradient is the rows'") {
  const at::Tensor teacher_RT = numbers({2, 0}).view({1, 2});
  const at::Tensor gradient = gradient_at(at::zeros({1, 2}, at::kDouble), [&](const at::Tensor& logits) {
    return contrastive_divergence{}(with_logits(logits), with_logits(teacher_RT), ones(1));
  });
  CHECK_THAT(gradient[0][0].item<double>(), WithinAbs(-0.462117, 5e-7));
  CHECK_THAT(gradient[0][1].item<double>(), WithinAbs(0.462117, 5e-7));
}

TEST_CASE("of a single text the rows say nothing") {
  const at::Tensor teacher_RT = random_numbers({R, 1}, 1), student_RT = random_numbers({R, 1}, 2);
  CHECK(rows_alone(teacher_RT, student_RT, ones(R)) == 0);
  // What is left is the divergence of the one column, which is a row of the transposed logits.
  CHECK_THAT(of_logits(teacher_RT, student_RT, ones(R)),
             WithinAbs(rows_alone(teacher_RT.t(), student_RT.t(), ones(1)), 1e-12));
}

TEST_CASE("the contrastive divergence is its formula, entry by entry, for any weights and temperature") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const at::Tensor teacher_RT = random_numbers({R, T}, seed).mul(4);
    const at::Tensor student_RT = random_numbers({R, T}, 50 + seed).mul(4);
    const at::Tensor weights_R = random_numbers({R}, 90 + seed).add(1);
    for (const double tau : {0.5, 1.0, 2.0}) {
      CHECK_THAT(of_logits(teacher_RT, student_RT, weights_R, tau),
                 WithinAbs(by_loops(teacher_RT, student_RT, weights_R, tau), 1e-12));
    }
  }
}

TEST_CASE("with weights of 1 images and texts may change places") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor teacher_RT = random_numbers({R, T}, seed).mul(4);
    const at::Tensor student_RT = random_numbers({R, T}, 50 + seed).mul(4);
    CHECK_THAT(of_logits(teacher_RT, student_RT, ones(R)),
               WithinAbs(of_logits(teacher_RT.t(), student_RT.t(), ones(T)), 1e-12));
    CHECK_THAT(of_logits(teacher_RT, student_RT, ones(R)),
               WithinAbs(rows_alone(teacher_RT, student_RT, ones(R)) +
                             rows_alone(teacher_RT.t(), student_RT.t(), ones(T)),
                         1e-12));
  }
}

TEST_CASE("the gradient of the contrastive divergence is tau ((q - p) / R + (q' - p') / T) in the logits") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const double tau : {0.5, 1.0, 2.0}) {
      const at::Tensor zt_RT = random_numbers({R, T}, seed).mul(4);
      const at::Tensor zs_RT = random_numbers({R, T}, seed + 50).mul(4);
      const at::Tensor slope_RT = gradient_at(zs_RT, [&](const at::Tensor& logits) {
        return contrastive_divergence{tau}(with_logits(logits), with_logits(zt_RT), ones(R));
      });
      const auto pull = [&](std::int64_t axis) {
        return at::softmax(zs_RT.div(tau), axis).sub(at::softmax(zt_RT.div(tau), axis)).mul(tau);
      };
      CHECK(largest_difference(slope_RT, pull(1).div(R).add(pull(0).div(T))) < 1e-13);
    }
  }
}

TEST_CASE(
    "at a student that is the teacher it is 4 times the mean entropies of rows and columns, gradient 0") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor teacher_RT = random_numbers({R, T}, seed).mul(4);
    const auto mean_entropy = [&](std::int64_t axis) {
      const at::Tensor p_RT = at::softmax(teacher_RT.div(2), axis);
      return -p_RT.mul(p_RT.log()).sum(axis).mean().item<double>();
    };
    CHECK_THAT(of_logits(teacher_RT, teacher_RT, ones(R)),
               WithinAbs(4 * (mean_entropy(1) + mean_entropy(0)), 1e-12));
    const at::Tensor gradient_RT = gradient_at(teacher_RT, [&](const at::Tensor& logits) {
      return contrastive_divergence{}(with_logits(logits), with_logits(teacher_RT), ones(R));
    });
    CHECK(gradient_RT.abs().max().item<double>() < 1e-15);
    const at::Tensor student_RT = random_numbers({R, T}, 50 + seed).mul(4);
    CHECK(of_logits(teacher_RT, student_RT, ones(R)) > of_logits(teacher_RT, teacher_RT, ones(R)));
  }
}

TEST_CASE("weights, order and a rotation of all features do to the contrastive divergence what they must") {
  check_linear_in_weights(contrastive_divergence{}, random_batch);
  check_order(contrastive_divergence{}, random_batch, false);
  check_rotation(contrastive_divergence{}, random_batch, false);
}

TEST_CASE("the order of the texts means nothing to the contrastive divergence") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = random_batch(seed);
    const at::Tensor order = at::tensor({2, 0, 3, 1}, at::kLong);
    const auto shuffled = with_texts(one.teacher, at::index_select(one.teacher.texts_TE, 0, order));
    const contrastive_divergence loss;
    CHECK_THAT(value_of(loss(one.student, shuffled, one.weights_R)),
               WithinAbs(value_of(loss(one.student, one.teacher, one.weights_R)), 1e-12));
  }
}

TEST_CASE("the contrastive divergence has the gradient that finite differences measure") {
  check_gradient(contrastive_divergence{}, random_batch, false, 1e-7);
}

TEST_CASE("the contrastive divergence looks at the teacher's texts alone") {
  const auto one = random_batch(4);
  const contrastive_divergence loss;
  CHECK(value_of(loss(with_texts(one.student, {}), one.teacher, one.weights_R)) ==
        value_of(loss(one.student, one.teacher, one.weights_R)));
}

TEST_CASE("over random sentences it is bit for bit what it is over prompts, given the same texts") {
  const sdkt::contrastive_divergence_over<sdkt::text_source::class_prompts> of_prompts;
  const sdkt::contrastive_divergence_over<sdkt::text_source::random_sentences> of_sentences;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto [student, teacher, weights_R] = random_batch(seed);
    CHECK(value_of(of_sentences(student, teacher, weights_R)) ==
          value_of(of_prompts(student, teacher, weights_R)));
  }
  CHECK(of_sentences.sentences.count == 1000);
  CHECK(of_sentences.sentences.length == 10);
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(of_sentences, settings);
  CHECK(std::get<std::int64_t>(*settings.find("num_sentences")) == 1000);
  CHECK(std::get<std::string>(*settings.find("compared_texts")) == "random_sentences");
}

TEST_CASE("logits of thousands give a finite contrastive divergence") {
  const at::Tensor zs_RT = numbers({5000, 0, -5000, 0}).view({2, 2});
  const at::Tensor zt_RT = numbers({-5000, 0, 5000, 0}).view({2, 2});
  // Halved by the temperature: 2500 in either row, 5000 in the first column, a fair coin in the second.
  CHECK_THAT(of_logits(zt_RT, zs_RT, ones(2)), WithinAbs(4 * (2500.0 + (5000.0 + std::log(2.0)) / 2), 1e-9));
}
