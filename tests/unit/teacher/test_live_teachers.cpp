// SPDX-License-Identifier: MIT
//
// Teachers that follow the student: an average a step or a pass, and the mean over the task so far.

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/teacher_features.hpp"
#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/average_every.hpp>
#include <sdkt/teacher.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::average_every;
using sdkt::ema_teacher;
using sdkt::running_average_teacher;
using namespace sdkt_test;

sdkt::task_begin begin_at(const at::Tensor& theta) {
  sdkt::task_begin begin;
  begin.theta = theta;
  return begin;
}

at::Tensor filled(double value) { return at::full({8}, value, at::kDouble); }

/// What a teacher is after the student has been at `places`, a pass ending after every `steps_a_pass` of
/// them.
template <class Teacher, class Places>
at::Tensor after(const Teacher& policy, const at::Tensor& start, const Places& places, std::int64_t num_steps,
                 std::int64_t steps_a_pass) {
  auto teachers = policy.begin_task(begin_at(start));
  for (std::int64_t step = 0; step < num_steps; ++step) {
    policy.after_step(teachers, {step, places(step), (step + 1) % steps_a_pass == 0});
  }
  return teachers[0];
}

}  // namespace

TEST_CASE("an average a pass follows where a pass ends, an average a step always") {
  const sdkt::step_end inside{3, {}, false}, at_end{4, {}, true};
  CHECK(sdkt::compose::averages_after(average_every::step, inside));
  CHECK(sdkt::compose::averages_after(average_every::step, at_end));
  CHECK_FALSE(sdkt::compose::averages_after(average_every::pass, inside));
  CHECK(sdkt::compose::averages_after(average_every::pass, at_end));
}

TEST_CASE("after twelve passes of ZAF 0.85^12 = 0.142242 of the start is left") {
  const ema_teacher policy{.decay = 0.85, .per = average_every::pass};
  const auto still = [](std::int64_t) { return filled(0); };
  const at::Tensor left = after(policy, filled(1), still, 12 * 5, 5);
  CHECK_THAT(left[0].item<double>(), WithinAbs(0.142242, 5e-7));
  CHECK_THAT(left[0].item<double>(), WithinAbs(std::pow(0.85, 12), 1e-15));
  // The same average a step is there after twelve steps.
  CHECK(at::equal(left, after(ema_teacher{.decay = 0.85}, filled(1), still, 12, 5)));
}

TEST_CASE("a student that stands still is approached by a^n") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor start = random_numbers({8}, seed), theta = random_numbers({8}, 50 + seed);
    const ema_teacher policy{.decay = 0.7, .per = average_every::pass};
    const at::Tensor average = after(policy, start, [&](std::int64_t) { return theta; }, 9 * 3, 3);
    const double left = std::pow(0.7, 9);
    CHECK(largest_difference(average, start.mul(left).add(theta, 1 - left)) < 1e-14);
  }
}

TEST_CASE("an average a pass sees where the student is at the pass's end, and nothing between") {
  const ema_teacher policy{.decay = 0.5, .per = average_every::pass};
  const auto places = [](std::int64_t step) { return filled(step % 4 == 3 ? 8 : 1000); };
  CHECK(at::equal(after(policy, filled(0), places, 4, 4), filled(4)));
  CHECK(at::equal(after(policy, filled(0), places, 7, 4), filled(4)));  // the second pass is not over
  CHECK(at::equal(after(policy, filled(0), places, 8, 4), filled(6)));
}

TEST_CASE("with decay 1 an average is the previous model, and with decay 0 the student, a pass too") {
  const at::Tensor start = random_numbers({8}, 1);
  const auto places = [](std::int64_t step) {
    return random_numbers({8}, 70 + static_cast<std::uint64_t>(step));
  };
  const auto average = [&](double decay) {
    return after(ema_teacher{.decay = decay, .per = average_every::pass}, start, places, 6, 2);
  };
  CHECK(at::equal(average(1), start));
  CHECK(at::equal(average(0), places(5)));
}

TEST_CASE("where every step ends a pass an average a pass is one a step") {
  const at::Tensor start = random_numbers({8}, 1);
  const auto places = [](std::int64_t step) {
    return random_numbers({8}, 70 + static_cast<std::uint64_t>(step));
  };
  CHECK(at::equal(after(ema_teacher{.decay = 0.9, .per = average_every::pass}, start, places, 10, 1),
                  after(ema_teacher{.decay = 0.9}, start, places, 10, 1)));
}

TEST_CASE("an average says how often it follows") {
  const auto described = [](const ema_teacher& policy) {
    sdkt::setting_list settings;
    sdkt::detail::describe_policy(policy, settings);
    return std::get<std::string>(*settings.find("ema_every"));
  };
  CHECK(described({}) == "step");
  CHECK(described({.decay = 0.85, .per = average_every::pass}) == "pass");
}

TEST_CASE("the running average is the mean of the start and of everywhere the student has been") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor start = random_numbers({8}, 1000 * seed);
    const auto places = [&](std::int64_t step) {
      return random_numbers({8}, 1000 * seed + 1 + static_cast<std::uint64_t>(step));
    };
    at::Tensor sum = start.clone();
    for (std::int64_t steps = 1; steps < 40; ++steps) {
      sum.add_(places(steps - 1));
      const at::Tensor average = after(running_average_teacher{}, start, places, steps, 1);
      CHECK(largest_difference(average, sum.div(static_cast<double>(steps + 1))) < 1e-14);
    }
  }
}

TEST_CASE("the running average of a student at i after its i-th update is n / 2") {
  const auto places = [](std::int64_t step) { return filled(static_cast<double>(step + 1)); };
  for (const std::int64_t updates : {1, 2, 11, 1000}) {
    CHECK(largest_difference(after(running_average_teacher{}, filled(0), places, updates, 1),
                             filled(static_cast<double>(updates) / 2)) < 1e-11);
  }
}

TEST_CASE("the running average of a student that never moves is the student, bit for bit") {
  const at::Tensor start = random_numbers({8}, 4);
  CHECK(
      at::equal(after(running_average_teacher{}, start, [&](std::int64_t) { return start; }, 500, 7), start));
}

TEST_CASE("a running average starts anew with every task, and never changes the student") {
  const at::Tensor student = random_numbers({8}, 5), before = student.clone();
  const running_average_teacher policy;
  for (int task = 0; task < 2; ++task) {
    auto teachers = policy.begin_task(begin_at(student));
    CHECK(at::equal(teachers[0], before));
    CHECK(teachers[0].data_ptr() != student.data_ptr());
    policy.after_step(teachers, {0, filled(3)});
    CHECK(largest_difference(teachers[0], before.add(3).div(2)) < 1e-15);
  }
  CHECK(at::equal(student, before));
}

TEST_CASE("both averages are live, and carry their policy's name") {
  CHECK(sdkt::compose::teacher_clauses<running_average_teacher>::is_live);
  CHECK(sdkt::detail::policy_name(running_average_teacher{}) == "running_average_teacher");
  CHECK(sdkt::compose::names_of_teachers<running_average_teacher>() == std::vector<std::string>{"average"});
}
