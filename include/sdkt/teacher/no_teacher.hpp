// SPDX-License-Identifier: MIT
//
// Continual fine-tuning: nobody guides the student.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// No teacher, so no distillation and no reference images.
///
/// Source: continual fine-tuning, the lower baseline of Select and Distill (arXiv 2403.09296, table 1).
struct no_teacher {
  static constexpr std::string_view name = "no_teacher";
  static constexpr std::size_t num_teachers = 0;
  std::array<at::Tensor, 0> begin_task(const task_begin&) const { return {}; }
};

static_assert(TeacherPolicy<no_teacher>);

}  // namespace sdkt
