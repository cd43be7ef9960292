// SPDX-License-Identifier: MIT
//
// A live teacher: the exponential moving average of the student.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/clone.h>

#include <sdkt/concepts/teacher_policy.hpp>
#include <sdkt/config.hpp>

namespace sdkt {

/// average <- decay * average + (1 - decay) * theta after every step; it starts anew at every task's start.
///
/// Cost: one forward of the reference images a step; features of a live teacher are never stored.
/// Source: mean teacher (arXiv 1703.01780). decay 1 is previous_teacher.
struct ema_teacher {
  double decay = 0.999;

  static constexpr std::string_view name = "ema_teacher";
  static constexpr std::size_t num_teachers = 1;
  static constexpr std::array<std::string_view, 1> teacher_names{"average"};
  std::array<at::Tensor, 1> begin_task(const task_begin& begin) const { return {begin.theta.clone()}; }
  void after_step(std::array<at::Tensor, 1>& teachers, const step_end& end) const {
    teachers[0].mul_(decay).add_(end.theta, 1.0 - decay);
  }

  void describe(setting_list& settings) const { settings.set("ema_decay", decay); }
};

static_assert(TeacherPolicy<ema_teacher>);

}  // namespace sdkt
