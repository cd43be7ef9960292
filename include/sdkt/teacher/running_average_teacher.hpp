// SPDX-License-Identifier: MIT
//
// A live teacher: the mean of everywhere the student has been in this task.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/clone.h>

#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// average <- (n average + theta) / (n + 1) after the n-th step of the task: the mean of the weights at the
/// task's start and after each of its n updates.
///
/// Cost: one forward of the reference images a step; features of a live teacher are never stored.
/// Source: the recurrence of ZSCL's weight ensemble (arXiv 2303.06628).
/// Differs: every update counts, and the average teaches; there it is taken every 100 updates and becomes the
/// model.
/// See also: ema_teacher, which forgets where the student came from.
struct running_average_teacher {
  static constexpr std::string_view name = "running_average_teacher";
  static constexpr std::size_t num_teachers = 1;
  static constexpr std::array<std::string_view, 1> teacher_names{"average"};
  std::array<at::Tensor, 1> begin_task(const task_begin& begin) const { return {begin.theta.clone()}; }
  void after_step(std::array<at::Tensor, 1>& teachers, const step_end& end) const {
    const auto updates = static_cast<double>(end.step + 1);
    teachers[0].lerp_(end.theta, 1.0 / (updates + 1.0));
  }
};

static_assert(TeacherPolicy<running_average_teacher>);

}  // namespace sdkt
