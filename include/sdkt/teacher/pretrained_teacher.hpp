// SPDX-License-Identifier: MIT
//
// The pre-trained model as the only teacher.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// g0, the model from which the run started, guides every task.
///
/// Source: Select and Distill, ablation "g0 only" (arXiv 2403.09296); ZSCL's teacher (arXiv 2303.06628).
struct pretrained_teacher {
  static constexpr std::string_view name = "pretrained_teacher";
  static constexpr std::size_t num_teachers = 1;
  static constexpr std::array<std::string_view, 1> teacher_names{"pretrained"};
  std::array<at::Tensor, 1> begin_task(const task_begin& begin) const { return {begin.pretrained}; }
};

static_assert(TeacherPolicy<pretrained_teacher>);

}  // namespace sdkt
