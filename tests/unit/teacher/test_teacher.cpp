// SPDX-License-Identifier: MIT
//
// The teachers: which weights they name, and how a live one follows the student.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/teacher_features.hpp"
#include <sdkt/compose/composition.hpp>
#include <sdkt/teacher.hpp>

namespace {

using namespace sdkt_test;

sdkt::task_begin begin_of(const at::Tensor& theta, const at::Tensor& previous, const at::Tensor& pretrained) {
  sdkt::task_begin begin;
  begin.theta = theta;
  begin.previous = previous;
  begin.pretrained = pretrained;
  return begin;
}

const at::Tensor theta = random_numbers({64}, 1);
const at::Tensor previous = random_numbers({64}, 2);
const at::Tensor pretrained = random_numbers({64}, 3);

/// A policy that names none of its teachers.
struct three {
  static constexpr std::size_t num_teachers = 3;
  std::array<at::Tensor, 3> begin_task(const sdkt::task_begin&) const { return {}; }
};

}  // namespace

TEST_CASE("each policy names the weights that it says") {
  const auto begin = begin_of(theta, previous, pretrained);
  CHECK(sdkt::pretrained_teacher{}.begin_task(begin)[0].is_same(pretrained));
  CHECK(sdkt::previous_teacher{}.begin_task(begin)[0].is_same(previous));
  CHECK(sdkt::dual_teacher{}.begin_task(begin)[0].is_same(previous));
  CHECK(sdkt::dual_teacher{}.begin_task(begin)[1].is_same(pretrained));
  CHECK(sdkt::no_teacher{}.begin_task(begin).empty());
}

TEST_CASE("on the first task two teachers are one tensor, named twice") {
  const auto teachers = sdkt::dual_teacher{}.begin_task(begin_of(theta, pretrained, pretrained));
  CHECK(teachers[0].is_same(teachers[1]));
}

TEST_CASE("an average starts as a copy of the student, not as the student") {
  const auto teachers = sdkt::ema_teacher{}.begin_task(begin_of(theta, previous, pretrained));
  CHECK(at::equal(teachers[0], theta));
  CHECK_FALSE(teachers[0].is_same(theta));
  CHECK(teachers[0].data_ptr() != theta.data_ptr());
}

TEST_CASE("an average with decay 1 stays, and with decay 0 copies the student") {
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    const at::Tensor moved = random_numbers({64}, seed);
    auto kept = sdkt::ema_teacher{1.0}.begin_task(begin_of(theta, previous, pretrained));
    sdkt::ema_teacher{1.0}.after_step(kept, {0, moved});
    CHECK(at::equal(kept[0], theta));
    auto copied = sdkt::ema_teacher{0.0}.begin_task(begin_of(theta, previous, pretrained));
    sdkt::ema_teacher{0.0}.after_step(copied, {0, moved});
    CHECK(at::equal(copied[0], moved));
  }
}

TEST_CASE("the average of a student that stands still approaches it by decay^k") {
  const sdkt::ema_teacher policy{0.9};
  auto teachers = policy.begin_task(begin_of(theta, previous, pretrained));
  for (int step = 0; step < 30; ++step) policy.after_step(teachers, {step, previous});
  const double left = std::pow(0.9, 30);
  CHECK(largest_difference(teachers[0], theta.mul(left).add(previous, 1 - left)) < 1e-14);
}

TEST_CASE("the average of a moving student is the weighted sum of where it was") {
  const sdkt::ema_teacher policy{0.8};
  auto teachers = policy.begin_task(begin_of(theta, previous, pretrained));
  at::Tensor expected = theta.mul(std::pow(0.8, 12));
  for (int step = 0; step < 12; ++step) {
    const at::Tensor here = random_numbers({64}, 100 + static_cast<std::uint64_t>(step));
    policy.after_step(teachers, {step, here});
    expected.add_(here, 0.2 * std::pow(0.8, 11 - step));
  }
  CHECK(largest_difference(teachers[0], expected) < 1e-14);
}

TEST_CASE("an average does not change the student it follows") {
  const at::Tensor student = theta.clone();
  const sdkt::ema_teacher policy{0.5};
  auto teachers = policy.begin_task(begin_of(student, previous, pretrained));
  for (int step = 0; step < 5; ++step) policy.after_step(teachers, {step, student});
  CHECK(at::equal(student, theta));
}

TEST_CASE("only the average is live") {
  CHECK(sdkt::compose::teacher_clauses<sdkt::ema_teacher>::is_live);
  CHECK_FALSE(sdkt::compose::teacher_clauses<sdkt::dual_teacher>::is_live);
  CHECK_FALSE(sdkt::compose::teacher_clauses<sdkt::previous_teacher>::is_live);
  CHECK_FALSE(sdkt::compose::teacher_clauses<sdkt::pretrained_teacher>::is_live);
  CHECK_FALSE(sdkt::compose::teacher_clauses<sdkt::no_teacher>::is_live);
}

TEST_CASE("teachers are called by their policy's names, or by their numbers") {
  using names = std::vector<std::string>;
  CHECK(sdkt::compose::names_of_teachers<sdkt::dual_teacher>() == names{"previous", "pretrained"});
  CHECK(sdkt::compose::names_of_teachers<sdkt::ema_teacher>() == names{"average"});
  CHECK(sdkt::compose::names_of_teachers<sdkt::no_teacher>().empty());
  CHECK(sdkt::compose::names_of_teachers<three>() == names{"teacher_0", "teacher_1", "teacher_2"});
}
