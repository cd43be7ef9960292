// SPDX-License-Identifier: MIT
//
// A live teacher: the mean of all weights that the student has had in this task.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/clone.h>

#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// The mean of the weights at the task's start and after each of its updates. After the n-th step:
///
///     average <- (n average + theta) / (n + 1)
///
/// Cost: one forward pass of the reference images per step. Features of a live teacher are never stored.
/// Source: the recurrence of ZSCL's weight ensemble (arXiv 2303.06628).
/// Differs: here every update counts, and the average is the teacher. In ZSCL every 100th update counts, and
/// the average becomes the model.
/// See also: ema_teacher, which forgets the task's start.
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
