// SPDX-License-Identifier: MIT
//
// A live teacher: the exponential moving average of the student.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/clone.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/average_every.hpp>
#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// The exponential moving average of the student, restarted at every task's start and updated after every
/// step or every pass over the task's images:
///
///     average <- decay * average + (1 - decay) * theta
///
/// Cost: one forward pass of the reference images per step. Features of a live teacher are never stored.
/// Source: mean teacher (arXiv 1703.01780), per step; ZAF (NeurIPS 2024), per pass with decay 0.85.
/// Example: ema_teacher{.decay = 0.85, .per = average_every::pass}
/// See also: previous_teacher, which is the same as decay 1.
struct ema_teacher {
  double decay = 0.999;
  average_every per = average_every::step;

  static constexpr std::string_view name = "ema_teacher";
  static constexpr std::size_t num_teachers = 1;
  static constexpr std::array<std::string_view, 1> teacher_names{"average"};
  std::array<at::Tensor, 1> begin_task(const task_begin& begin) const { return {begin.theta.clone()}; }
  void after_step(std::array<at::Tensor, 1>& teachers, const step_end& end) const {
    if (compose::averages_after(per, end)) teachers[0].mul_(decay).add_(end.theta, 1.0 - decay);
  }

  void check() const { detail::require_fraction("ema_decay", decay); }
  void describe(setting_list& settings) const {
    settings.set("ema_decay", decay);
    settings.set("ema_every", std::string{name_of(per)});
  }
};

static_assert(TeacherPolicy<ema_teacher>);

}  // namespace sdkt
