// SPDX-License-Identifier: MIT
//
// The mean of where the student has been in a task becomes the task's result.
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt {

/// average <- (n average + theta) / (n + 1) with n = 1, 2, ..., after the updates of steps 0, every,
/// 2 every, ... of a task, from its start on; at its end theta becomes the average.
///
/// The last weights join once more, unless the last step was itself one of those.
///
/// Errors: setting_error at a task's begin unless every is 1 or more and first 0 or more.
/// Source: ZSCL (ICCV 2023), the released code, every 100. Its loop makes one more iteration than its
///   schedule has steps, at learning rate 0: all that it changes is that the last weights join once more.
/// Differs: there they join only where the number of steps is a multiple of every, as in ZSCL's own runs.
/// See also: moving_average, which forgets where it has been.
struct running_mean {
  std::int64_t every = 100;
  std::int64_t first = 0;

  at::Tensor average = {};             ///< state: [Q]
  std::int64_t count = 0;              ///< state: how many weights it is the mean of
  std::int64_t newest_has_joined = 0;  ///< state: 1 if the last step's weights are among them

  static constexpr std::string_view name = "running_mean";

  void check() const {
    detail::require_at_least("running_mean_every", every, 1);
    detail::require_at_least("running_mean_first", first, 0);
  }

  void on_task_begin(const task_begin& begin) {
    check();
    average = begin.theta.clone();
    count = 1;
    newest_has_joined = 0;
  }

  void on_step_end(const step_end& end) {
    newest_has_joined = end.step >= first && (end.step - first) % every == 0 ? 1 : 0;
    if (newest_has_joined == 1) join(end.theta);
  }

  void on_task_end(const task_end& end) {
    if (newest_has_joined == 0) join(end.theta);
    newest_has_joined = 1;
    end.theta.copy_(average);
  }

  void describe(setting_list& settings) const {
    settings.set("running_mean_every", every);
    settings.set("running_mean_first", first);
  }
  void persist(archive& state) {
    state("average", average);
    state("count", count);
    state("newest_has_joined", newest_has_joined);
  }

  /// Takes weights into the mean. Equal weights leave it as it is, bit for bit.
  void join(const at::Tensor& theta) {
    ++count;
    average.lerp_(theta, 1.0 / static_cast<double>(count));
  }
};

static_assert(Extension<running_mean>);

}  // namespace sdkt
