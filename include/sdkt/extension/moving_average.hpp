// SPDX-License-Identifier: MIT
//
// The exponential moving average of the student becomes the task's result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/average_every.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt {

/// From the task's start on, averages the weights after every step or every pass over the task's images:
///
///     average <- decay * average + (1 - decay) * theta
///
/// At the task's end theta becomes the average, and the next task starts from it. An incomplete pass at the
/// end of a task counts as a pass.
///
/// Errors: setting_error before the first task if the decay is outside [0, 1].
/// Source: ZAF (NeurIPS 2024), the released code: decay 0.85 per pass. On the first task its average is the
/// student itself: averages_first = false.
/// Differs: in ZAF every task is a whole number of passes.
/// See also: ema_teacher, whose average guides the student but does not replace it; running_mean.
struct moving_average {
  double decay = 0.85;
  average_every per = average_every::pass;
  bool averages_first = true;  ///< false: the first task ends with the student's own weights

  at::Tensor average = {};             ///< state: [Q]
  std::int64_t newest_has_joined = 0;  ///< state: 1 if the average includes the last step's weights

  static constexpr std::string_view name = "moving_average";

  void check() const { detail::require_fraction("moving_average_decay", decay); }

  void on_task_begin(const task_begin& begin) {
    average = begin.theta.clone();
    newest_has_joined = 0;
  }

  void on_step_end(const step_end& end) {
    newest_has_joined = compose::averages_after(per, end) ? 1 : 0;
    if (newest_has_joined == 1) average.lerp_(end.theta, 1 - decay);
  }

  void on_task_end(const task_end& end) {
    if (end.task == 0 && !averages_first) return;
    if (newest_has_joined == 0) average.lerp_(end.theta, 1 - decay);
    newest_has_joined = 1;
    end.theta.copy_(average);
  }

  void describe(setting_list& settings) const {
    settings.set("moving_average_decay", decay);
    settings.set("moving_average_every", std::string{name_of(per)});
    settings.set("moving_average_averages_first", averages_first);
  }
  void persist(archive& state) {
    state("average", average);
    state("newest_has_joined", newest_has_joined);
  }
};

static_assert(Extension<moving_average>);

}  // namespace sdkt
