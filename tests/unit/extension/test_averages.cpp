// SPDX-License-Identifier: MIT
//
// The averages of where the student has been: ZSCL's running mean and ZAF's moving average.

#include <cmath>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension/moving_average.hpp>
#include <sdkt/extension/running_mean.hpp>

namespace {

using namespace sdkt_test;
using sdkt::average_every;

/// The result of one task in which theta is 0 at the start and i after i updates.
template <class E>
double counted(E extension, std::int64_t steps, std::int64_t steps_a_pass = 0) {
  const at::Tensor theta = at::zeros({1}, at::kDouble);
  const sdkt::task_begin begin = begin_of(1, theta, theta.clone());
  extension.on_task_begin(begin);
  for (std::int64_t step = 0; step < steps; ++step) {
    theta.fill_(static_cast<double>(step + 1));
    const bool ends_pass = steps_a_pass > 0 && (step + 1) % steps_a_pass == 0;
    extension.on_step_end({.step = step, .theta = theta, .ends_pass = ends_pass});
  }
  extension.on_task_end(end_of(1, theta, begin.previous, begin.pretrained));
  return theta.item<double>();
}

/// The result of one task in which every update leaves theta where it is put first.
template <class E>
at::Tensor constant(E extension, const at::Tensor& start, const at::Tensor& place, std::int64_t steps,
                    std::int64_t task = 1) {
  at::Tensor theta = start.clone();
  const sdkt::task_begin begin = begin_of(task, theta, start);
  extension.on_task_begin(begin);
  for (std::int64_t step = 0; step < steps; ++step) {
    theta.copy_(place);
    extension.on_step_end({.step = step, .theta = theta, .ends_pass = true});
  }
  extension.on_task_end(end_of(task, theta, begin.previous, start));
  return theta;
}

}  // namespace

TEST_CASE("the running mean of 0, 1, 101, .., 1001 is 459.25") {
  CHECK(std::abs(counted(sdkt::running_mean{}, 1001) - 459.25) < 1e-10);
}

TEST_CASE("the running mean takes the last weights once more, unless the last step was one of its own") {
  // 1000 steps: 0, 1, 101, .., 901 and 1000, as with one more iteration at learning rate 0.
  CHECK(std::abs(counted(sdkt::running_mean{}, 1000) - (10.0 + 4500.0 + 1000.0) / 12) < 1e-10);
  CHECK(std::abs(counted(sdkt::running_mean{.every = 3}, 6) - (0.0 + 1 + 4 + 6) / 4) < 1e-14);
  CHECK(std::abs(counted(sdkt::running_mean{.every = 3}, 7) - (0.0 + 1 + 4 + 7) / 4) < 1e-14);
  CHECK(std::abs(counted(sdkt::running_mean{.every = 3}, 8) - (0.0 + 1 + 4 + 7 + 8) / 5) < 1e-14);
  // From step 2 on: after the updates of steps 2, 5 and 8.
  CHECK(std::abs(counted(sdkt::running_mean{.every = 3, .first = 2}, 9) - (0.0 + 3 + 6 + 9) / 4) < 1e-14);
  CHECK(counted(sdkt::running_mean{}, 1) == 0.5);
  CHECK(counted(sdkt::running_mean{.every = 1}, 4) == 2);
}

TEST_CASE("a running mean of equal weights is those weights, bit for bit") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor place = random_numbers({20}, seed);
    CHECK(same_bits(constant(sdkt::running_mean{.every = 2}, place, place, 11), place));
  }
}

TEST_CASE("the running mean is the plain mean of the start and what joined, whatever the path") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::int64_t every = 1 + static_cast<std::int64_t>(seed % 5), steps = 17;
    const at::Tensor theta = random_numbers({8}, seed);
    sdkt::running_mean extension{.every = every};
    extension.on_task_begin(begin_of(0, theta, theta));
    at::Tensor sum = theta.clone();
    double count = 1;
    for (std::int64_t step = 0; step < steps; ++step) {
      theta.copy_(random_numbers({8}, 1000 * seed + static_cast<std::uint64_t>(step)));
      extension.on_step_end({.step = step, .theta = theta});
      if (step % every == 0 || step + 1 == steps) sum.add_(theta), ++count;
    }
    extension.on_task_end(end_of(0, theta, theta, theta));
    CHECK(largest_difference(theta, sum.div(count)) < 1e-14);
  }
}

TEST_CASE("an average starts anew at every task, from where that task starts") {
  sdkt::running_mean mean;
  sdkt::moving_average moving{.decay = 0.5, .per = average_every::step};
  for (std::int64_t task = 0; task < 3; ++task) {
    const at::Tensor start = random_numbers({6}, static_cast<std::uint64_t>(task));
    const at::Tensor theta = start.clone(), other = start.clone();
    mean.on_task_begin(begin_of(task, theta, theta));
    moving.on_task_begin(begin_of(task, other, other));
    theta.add_(1), other.add_(1);
    mean.on_step_end({.step = 0, .theta = theta});
    moving.on_step_end({.step = 0, .theta = other});
    mean.on_task_end(end_of(task, theta, start, start));
    moving.on_task_end(end_of(task, other, start, start));
    CHECK(largest_difference(theta, start.add(0.5)) < 1e-15);
    CHECK(largest_difference(other, start.add(0.5)) < 1e-15);
  }
}

TEST_CASE("an average looks at the student and leaves it alone until the task ends") {
  const at::Tensor theta = random_numbers({6}, 1), place = random_numbers({6}, 2);
  sdkt::running_mean mean{.every = 1};
  sdkt::moving_average moving{.decay = 0.5, .per = average_every::step};
  mean.on_task_begin(begin_of(0, theta, theta));
  moving.on_task_begin(begin_of(0, theta, theta));
  theta.copy_(place);
  mean.on_step_end({.step = 0, .theta = theta});
  moving.on_step_end({.step = 0, .theta = theta});
  CHECK(same_bits(theta, place));
}

TEST_CASE("a moving average of constant weights is a^n start + (1 - a^n) theta") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor start = random_numbers({9}, seed), place = random_numbers({9}, seed + 50);
    for (const std::int64_t n : {1, 2, 12}) {
      const double kept = std::pow(0.85, static_cast<double>(n));
      const at::Tensor wanted = start.mul(kept).add(place, 1 - kept);
      CHECK(largest_difference(constant(sdkt::moving_average{}, start, place, n), wanted) < 1e-14);
    }
  }
  // Twelve of ZAF's passes keep 0.142242 of the start.
  const at::Tensor result = constant(sdkt::moving_average{}, numbers({1}), numbers({0}), 12);
  CHECK(std::abs(result.item<double>() - 0.142242) < 5e-7);
}

TEST_CASE("a moving average follows passes or steps, and a pass that is cut short counts") {
  const sdkt::moving_average passes{.decay = 0.5};
  const sdkt::moving_average steps{.decay = 0.5, .per = average_every::step};
  CHECK(counted(passes, 4, 2) == 0.25 * 0 + 0.25 * 2 + 0.5 * 4);
  CHECK(counted(passes, 5, 2) == 0.125 * 0 + 0.125 * 2 + 0.25 * 4 + 0.5 * 5);
  CHECK(counted(passes, 3, 100) == 1.5);
  CHECK(counted(steps, 3, 2) == 0.125 * 0 + 0.125 * 1 + 0.25 * 2 + 0.5 * 3);
}

TEST_CASE("with decay 0 a moving average is fine-tuning, with decay 1 nothing is learnt, both bit for bit") {
  const at::Tensor start = random_numbers({9}, 1), place = random_numbers({9}, 2);
  for (const auto per : {average_every::step, average_every::pass}) {
    CHECK(same_bits(constant(sdkt::moving_average{.decay = 0, .per = per}, start, place, 5), place));
    CHECK(same_bits(constant(sdkt::moving_average{.decay = 1, .per = per}, start, place, 5), start));
  }
}

TEST_CASE("without averages_first the first task ends with the student's own weights, as ZAF's does") {
  const at::Tensor start = random_numbers({9}, 1), place = random_numbers({9}, 2);
  const sdkt::moving_average zaf{.averages_first = false};
  CHECK(same_bits(constant(zaf, start, place, 5, 0), place));
  CHECK(same_bits(constant(zaf, start, place, 5, 1), constant(sdkt::moving_average{}, start, place, 5, 1)));
}
