// SPDX-License-Identifier: MIT
//
// One teacher or the other: the previous model where the two disagree enough, else the pre-trained model.
#pragma once

#include <array>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/stack.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/selection/teacher_distance.hpp>

namespace sdkt {

/// Weights (1, 0) of [previous, pretrained] if d = || h_pretrained - h_previous ||_2 exceeds the threshold,
/// else (0, 1).
///
/// Shapes: teachers [previous, pretrained] of [R, E] -> [R, 2].
/// Result: weights 0 or 1 with sum 1 per image. The strengths, 9 and 0.5, do not sum to 1.
/// Source: ours. It is the limit of distance_sigmoid for a large scale, except for an image exactly at the
/// threshold, to which distance_sigmoid gives (1/2, 1/2).
struct distance_threshold {
  double threshold = 0.2;
  double previous_weight = 9.0;
  double pretrained_weight = 0.5;

  [[nodiscard]] at::Tensor weights(const teacher_targets<2>& targets) const {
    const at::Tensor distance_R = teacher_distance(targets);
    const at::Tensor eta_R = at::gt(distance_R, threshold).to(distance_R.scalar_type());
    return at::stack({eta_R, at::rsub(eta_R, 1)}, 1);
  }

  std::array<double, 2> strengths() const { return {previous_weight, pretrained_weight}; }

  static constexpr std::string_view name = "distance_threshold";
  void check() const {
    detail::require_finite("threshold", threshold);
    detail::require_finite("previous_weight", previous_weight);
    detail::require_finite("pretrained_weight", pretrained_weight);
  }
  void describe(setting_list& settings) const {
    settings.set("threshold", threshold);
    settings.set("previous_weight", previous_weight);
    settings.set("pretrained_weight", pretrained_weight);
  }
};

static_assert(SelectionPolicy<distance_threshold, 2>);
static_assert(!SelectionPolicy<distance_threshold, 1>);

}  // namespace sdkt
