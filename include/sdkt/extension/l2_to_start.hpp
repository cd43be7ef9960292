// SPDX-License-Identifier: MIT
//
// A pull towards the weights at the task's start, the same on every weight.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/extension/parts.hpp>

namespace sdkt {

/// Adds strength * sum (theta - start)^2 to the loss, over every weight that trains.
///
/// Gradient: 2 strength (theta - start), in closed form.
/// Errors: setting_error before the first task if the strength is negative or not finite.
/// Source: ZSCL (ICCV 2023), the released code, with strength 1. Strength 0 is ZSCL*.
/// See also: ewc, online_ewc and instant_fisher, which pull on each weight in proportion to its importance.
struct l2_to_start {
  double strength = 1.0;

  at::Tensor start = {};  ///< state: [Q] the weights at the task's start

  static constexpr std::string_view name = "l2_to_start";

  void check() const { detail::require_strength("l2_to_start_strength", strength); }

  void on_task_begin(const task_begin& begin) { start = begin.previous; }

  void on_backward_end(const backward_end& moment) const {
    if (strength == 0) return;
    detail::by_parts([&](const at::Tensor& gradient, const at::Tensor& theta,
                         const at::Tensor& centre) { gradient.add_(theta.sub(centre), 2 * strength); },
                     moment.gradient, moment.theta, start);
  }

  void describe(setting_list& settings) const { settings.set("l2_to_start_strength", strength); }
  void persist(archive& state) { state("start", start); }
};

static_assert(Extension<l2_to_start>);

}  // namespace sdkt
