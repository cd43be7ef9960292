// SPDX-License-Identifier: MIT
//
// After a task, a step back towards the weights before it.
#pragma once

#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt {

/// The weights with which a task's result is mixed.
enum class interpolation_target {
  previous,    ///< those at the task's start
  pretrained,  ///< those before the first task
};

/// theta <- alpha * theta + (1 - alpha) * target at a task's end. The result is evaluated, and the next task
/// starts from it.
///
/// Errors: setting_error before the first task if alpha is not finite.
/// Source: WiSE-FT (CVPR 2022), between a fine-tuned and the pre-trained model; ZSCL's baseline of that name
/// for alpha 0.8 and the weights at the task's start.
struct interpolate {
  double alpha = 0.8;  ///< share of the task's result; 1: no mixing
  interpolation_target towards = interpolation_target::previous;

  static constexpr std::string_view name = "interpolate";

  void check() const { detail::require_finite("interpolate_alpha", alpha); }

  void on_task_end(const task_end& end) const {
    if (alpha == 1) return;
    end.theta.lerp_(towards == interpolation_target::previous ? end.start : end.pretrained, 1 - alpha);
  }

  void describe(setting_list& settings) const {
    settings.set("interpolate_alpha", alpha);
    settings.set("interpolate_towards",
                 std::string{towards == interpolation_target::previous ? "previous" : "pretrained"});
  }
};

static_assert(Extension<interpolate>);

}  // namespace sdkt
