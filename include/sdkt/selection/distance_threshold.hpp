// SPDX-License-Identifier: MIT
//
// One teacher or the other: where the two disagree enough, the previous model; elsewhere the pre-trained one.
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

/// (1, 0) for [previous, pretrained] where d = || h_pretrained - h_previous ||_2 is above the threshold, else
/// (0, 1).
///
/// Shapes: teachers [previous, pretrained] of [R, E] -> [R, 2].
/// Result: weights 0 or 1 that sum to 1; the strengths, 9 and 0.5, do not.
/// Source: ours, the limit of distance_sigmoid as its scale grows; there an image at the threshold itself is
/// halved.
struct distance_threshold {
  double threshold = 0.2;
  double previous_weight = 9.0;
  double pretrained_weight = 0.5;

  at::Tensor weights(const teacher_targets<2>& targets) const {
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
