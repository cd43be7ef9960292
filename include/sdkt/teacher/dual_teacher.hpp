// SPDX-License-Identifier: MIT
//
// The two teachers of Select and Distill: the model after the previous task and the pre-trained one.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// Teacher 0 is gp, the student at the task's start; teacher 1 is g0, the pre-trained model.
///
/// Cost: on the first task both are the same tensor, and the trainer encodes the reference images only once.
/// Source: Select and Distill (arXiv 2403.09296), section 3.
struct dual_teacher {
  static constexpr std::string_view name = "dual_teacher";
  static constexpr std::size_t num_teachers = 2;
  static constexpr std::array<std::string_view, 2> teacher_names{"previous", "pretrained"};
  std::array<at::Tensor, 2> begin_task(const task_begin& begin) const {
    return {begin.previous, begin.pretrained};
  }
};

static_assert(TeacherPolicy<dual_teacher>);

}  // namespace sdkt
