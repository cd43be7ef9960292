// SPDX-License-Identifier: MIT
//
// The mean of the student's weights during a task becomes the task's result.
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt {

/// Averages the weights at the task's start and after the updates of steps first, first + every,
/// first + 2 every, ... of the task:
///
///     average <- (n average + theta) / (n + 1)  with  n = 1, 2, ...
///
/// At the task's end theta becomes the average. The final weights are added once more, unless the last step
/// was one of those above.
///
/// Errors: setting_error before the first task if every is below 1 or first below 0.
/// Source: ZSCL (ICCV 2023), the released code, with every = 100. Its loop makes one iteration more than its
/// schedule has steps, at learning rate 0. The only effect is that the final weights are added once more.
/// Differs: in that code they are added only if the number of steps is a multiple of every, as it is in
/// ZSCL's own runs.
/// See also: moving_average, which forgets earlier weights.
struct running_mean {
  std::int64_t every = 100;
  std::int64_t first = 0;

  at::Tensor average = {};             ///< state: [Q]
  std::int64_t count = 0;              ///< state: number of vectors in the average
  std::int64_t newest_has_joined = 0;  ///< state: 1 if the last step's weights are among them

  static constexpr std::string_view name = "running_mean";

  void check() const {
    detail::require_at_least("running_mean_every", every, 1);
    detail::require_at_least("running_mean_first", first, 0);
  }

  void on_task_begin(const task_begin& begin) {
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

  /// Adds weights to the mean. Equal weights leave it unchanged, bit for bit.
  void join(const at::Tensor& theta) {
    ++count;
    average.lerp_(theta, 1.0 / static_cast<double>(count));
  }
};

static_assert(Extension<running_mean>);

}  // namespace sdkt
