// SPDX-License-Identifier: MIT
//
// The model after the previous task as the only teacher.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// gp, a snapshot of the student at the task's start, guides the task. On the first task it is the
/// pre-trained model.
///
/// Source: Select and Distill, ablation "gp only" (arXiv 2403.09296);
/// Learning without Forgetting (arXiv 1606.09282).
struct previous_teacher {
  static constexpr std::string_view name = "previous_teacher";
  static constexpr std::size_t num_teachers = 1;
  static constexpr std::array<std::string_view, 1> teacher_names{"previous"};
  std::array<at::Tensor, 1> begin_task(const task_begin& begin) const { return {begin.previous}; }
};

static_assert(TeacherPolicy<previous_teacher>);

}  // namespace sdkt
