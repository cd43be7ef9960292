// SPDX-License-Identifier: MIT
//
// The kernel's CPU twin against the ATen composition in double.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "buffers.hpp"
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/twin.hpp>

namespace {

using namespace sdkt_test;
using sdkt::cuda::sigmoid_of_distance;

constexpr std::array<double, 2> strengths{9.0, 0.5};
constexpr double upstream = 0.75;

/// Features as the kernel gets them, rounded to fp32.
at::Tensor features(std::int64_t images, std::int64_t width) {
  return at::randn({images, width}, at::kFloat).to(at::kDouble);
}

/// What the composition of policies computes.
struct expected {
  at::Tensor weights_RN, losses_N, gradient_RE;

  template <class Weigh>
  expected(const at::Tensor& student_RE, const std::vector<at::Tensor>& teachers, const Weigh& weigh) {
    weights_RN = weigh(teachers);
    const at::Tensor leaf = student_RE.clone().requires_grad_();
    const at::AutoGradMode gradients{true};
    const at::Tensor own = unit(leaf);
    std::vector<at::Tensor> losses;
    at::Tensor sum = at::zeros({}, at::kDouble);
    for (std::size_t n = 0; n < teachers.size(); ++n) {
      const auto column = static_cast<std::int64_t>(n);
      losses.push_back(((own - teachers[n]).square().sum(1) * weights_RN.select(1, column)).mean());
      sum = sum + strengths[n] * losses.back();
    }
    (sum * upstream).backward();
    losses_N = at::stack(losses).detach();
    gradient_RE = leaf.grad();
  }
};

/// A call over copies of its inputs, and its outputs.
template <int Teachers>
struct prepared {
  std::int64_t images, width;
  odd_buffer student;
  std::vector<odd_buffer> teachers;
  odd_buffer gradient, weights, terms, means;
  float upstream_value = static_cast<float>(upstream);
  sdkt::cuda::distillation_call<Teachers> call{};

  prepared(const at::Tensor& student_RE, const std::vector<at::Tensor>& given)
      : images{student_RE.size(0)},
        width{student_RE.size(1)},
        student{student_RE},
        gradient{images * width},
        weights{images * Teachers},
        terms{images * Teachers},
        means{2 * Teachers} {
    for (const auto& one : given) teachers.emplace_back(one);
    call.student = student.data();
    for (int n = 0; n < Teachers; ++n) {
      call.teachers[n] = teachers[static_cast<std::size_t>(n)].data();
      call.strengths[n] = static_cast<float>(strengths[static_cast<std::size_t>(n)]);
    }
    call.images = images;
    call.width = width;
    call.upstream = &upstream_value;
    call.gradient = gradient.data();
    call.weights = weights.data();
    call.terms = terms.data();
    call.means = means.data();
  }

  void check(const expected& wanted) {
    const at::Tensor found = means.tensor({2, Teachers});
    CHECK(relative_error(found[0], wanted.losses_N) < 1e-5);
    CHECK(relative_error(found[1], wanted.weights_RN.mean(0)) < 1e-5);
    CHECK(relative_error(weights.tensor({images, Teachers}), wanted.weights_RN) < 1e-5);
    CHECK(relative_error(gradient.tensor({images, width}), wanted.gradient_RE) < 1e-4);
    for (const odd_buffer* each : {&gradient, &weights, &terms, &means}) CHECK(each->guards_hold());
  }
};

at::Tensor by_distance(const std::vector<at::Tensor>& teachers) {
  const at::Tensor distance_R =
      at::linalg_vector_norm(teachers[0] - teachers[1], 2, at::IntArrayRef{1}, false);
  const at::Tensor eta_R = at::sigmoid((distance_R - 0.2) * 6);
  return at::stack({eta_R, 1 - eta_R}, 1);
}

at::Tensor by_mean_distance(const std::vector<at::Tensor>& teachers) {
  const at::Tensor each_RN = by_distance(teachers);
  return each_RN.mean(0, true).expand_as(each_RN);
}

/// Two teachers that differ a little, as models do.
std::vector<at::Tensor> two_teachers(std::int64_t images, std::int64_t width) {
  const at::Tensor first = features(images, width);
  const at::Tensor second = first + 0.3 * features(images, width);
  return {unit(first).to(at::kFloat).to(at::kDouble), unit(second).to(at::kFloat).to(at::kDouble)};
}

}  // namespace

TEST_CASE("the distillation kernel equals the policies, at even and odd sizes") {
  for (const std::int64_t images : {1, 2, 7, 64, 131}) {
    for (const std::int64_t width : {2, 31, 128, 129, 512, 768, 1000, 2048}) {
      const at::Tensor student = features(images, width);
      const auto teachers = two_teachers(images, width);
      prepared<2> run{student, teachers};
      sdkt::cuda::twin::selective_distillation(run.call, sigmoid_of_distance{0.2F, 6.0F});
      CAPTURE(images, width);
      run.check(expected{student, teachers, by_distance});
    }
  }
}

TEST_CASE("its two passes equal the selection that is averaged over the batch") {
  for (const std::int64_t images : {1, 5, 64}) {
    for (const std::int64_t width : {3, 128, 513, 1024}) {
      const at::Tensor student = features(images, width);
      const auto teachers = two_teachers(images, width);
      prepared<2> run{student, teachers};
      sdkt::cuda::twin::batch_mean_distillation(run.call, sigmoid_of_distance{0.2F, 6.0F});
      CAPTURE(images, width);
      run.check(expected{student, teachers, by_mean_distance});
    }
  }
}

TEST_CASE("one teacher with a constant weight") {
  const at::Tensor student = features(9, 512);
  const std::vector<at::Tensor> teachers{unit(features(9, 512)).to(at::kFloat).to(at::kDouble)};
  prepared<1> run{student, teachers};
  const float weight = 1.5F;
  sdkt::cuda::twin::selective_distillation(run.call, sdkt::cuda::given_weights<1>{&weight});
  run.check(expected{student, teachers, [](const std::vector<at::Tensor>& given) {
                       return at::full({given[0].size(0), 1}, 1.5, at::kDouble);
                     }});
}

TEST_CASE("without a gradient of what comes after, the distillation's is of its sum itself") {
  const at::Tensor student = features(9, 128);
  const auto teachers = two_teachers(9, 128);
  prepared<2> given{student, teachers}, none{student, teachers};
  given.upstream_value = 1;
  none.call.upstream = nullptr;
  sdkt::cuda::twin::selective_distillation(given.call, sigmoid_of_distance{0.2F, 6.0F});
  sdkt::cuda::twin::selective_distillation(none.call, sigmoid_of_distance{0.2F, 6.0F});
  CHECK(at::equal(given.gradient.tensor({9, 128}), none.gradient.tensor({9, 128})));
}

TEST_CASE("a teacher that the student equals pulls it nowhere") {
  const auto teachers = two_teachers(4, 128);
  prepared<2> run{teachers[0] * 3, {teachers[0], teachers[0]}};
  sdkt::cuda::twin::selective_distillation(run.call, sigmoid_of_distance{0.2F, 6.0F});
  CHECK(run.gradient.tensor({4, 128}).abs().max().item<double>() < 1e-6);
  CHECK(run.means.tensor({2, 2})[0].abs().max().item<double>() < 1e-11);
  const double eta = 1 / (1 + std::exp(6 * 0.2));  // both teachers are one
  CHECK(std::abs(static_cast<double>(run.weights[0]) - eta) < 1e-6);
}

TEST_CASE("features of length 0 get the gradient of the clamped length") {
  at::Tensor student = features(3, 64);
  student[1].zero_();
  const auto teachers = two_teachers(3, 64);
  prepared<2> run{student, teachers};
  sdkt::cuda::twin::selective_distillation(run.call, sigmoid_of_distance{0.2F, 6.0F});
  const expected wanted{student, teachers, by_distance};
  CHECK(relative_error(run.gradient.tensor({3, 64})[0], wanted.gradient_RE[0]) < 1e-4);
  CHECK(relative_error(run.gradient.tensor({3, 64})[1], wanted.gradient_RE[1]) < 1e-4);
}

TEST_CASE("a row that is not a number spoils its own row and the means, and no other row") {
  at::Tensor student = features(3, 64);
  student[1][5] = std::numeric_limits<double>::quiet_NaN();
  const auto teachers = two_teachers(3, 64);
  prepared<2> run{student, teachers};
  sdkt::cuda::twin::selective_distillation(run.call, sigmoid_of_distance{0.2F, 6.0F});
  const at::Tensor gradient = run.gradient.tensor({3, 64});
  CHECK(gradient[0].isfinite().all().item<bool>());
  CHECK(gradient[1].isnan().all().item<bool>());
  CHECK(gradient[2].isfinite().all().item<bool>());
  CHECK(std::isnan(run.means[0]));
}

TEST_CASE("more features than a block holds are refused") {
  const auto teachers = two_teachers(1, 2049);
  prepared<2> run{features(1, 2049), teachers};
  CHECK_THROWS_WITH(sdkt::cuda::twin::selective_distillation(run.call, sigmoid_of_distance{0.2F, 6.0F}),
                    Catch::Matchers::ContainsSubstring("2049 features, but at most 2,048 are supported"));
}

TEST_CASE("the same call gives the same bytes") {
  const at::Tensor student = features(64, 512);
  const auto teachers = two_teachers(64, 512);
  prepared<2> first{student, teachers}, second{student, teachers};
  sdkt::cuda::twin::selective_distillation(first.call, sigmoid_of_distance{0.2F, 6.0F});
  sdkt::cuda::twin::selective_distillation(second.call, sigmoid_of_distance{0.2F, 6.0F});
  CHECK(at::equal(first.gradient.tensor({64, 512}), second.gradient.tensor({64, 512})));
  CHECK(at::equal(first.means.tensor({4}), second.means.tensor({4})));
}
