// SPDX-License-Identifier: MIT
//
// The selection of Select and Distill: the distance between the two teachers decides which of them to follow.
#pragma once

#include <array>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/selection/teacher_distance.hpp>

namespace sdkt {

/// The previous model has the weight eta, the pre-trained model 1 - eta:
///
///     eta = sigmoid(scale * (d - threshold))  with  d = || h_pretrained - h_previous ||_2  (not squared)
///
/// If the teachers agree on an image, it says nothing about what was learnt, and the student keeps the
/// general knowledge of the pre-trained model. If they disagree, the previous model has learnt something
/// there, and the student follows it.
///
/// Shapes: teachers [previous, pretrained] of [R, E] -> [R, 2].
/// Result: weights in (0, 1) with sum 1 per image. The strengths, 9 and 0.5, do not sum to 1.
/// Source: Select and Distill (arXiv 2403.09296), eq. 4, with the constants of the released code.
/// Differs: the paper writes sigmoid((d - delta) / gamma) and mentions no strengths; the released code has
/// both scale and strengths.
/// See also: batch_mean, which turns this selection into that of the released program; distance_threshold,
/// its limit for a large scale; distance_rank, which has neither threshold nor scale.
struct distance_sigmoid {
  double threshold = 0.2;
  double scale = 6.0;
  double previous_weight = 9.0;
  double pretrained_weight = 0.5;

  [[nodiscard]] at::Tensor weights(const teacher_targets<2>& targets) const {
    const at::Tensor eta_R = at::sigmoid(teacher_distance(targets).sub(threshold).mul_(scale));
    return at::stack({eta_R, at::rsub(eta_R, 1)}, 1);
  }

  std::array<double, 2> strengths() const { return {previous_weight, pretrained_weight}; }

  static constexpr std::string_view name = "distance_sigmoid";
  void check() const {
    detail::require_finite("threshold", threshold);
    detail::require_finite("scale", scale);
    detail::require_finite("previous_weight", previous_weight);
    detail::require_finite("pretrained_weight", pretrained_weight);
  }
  void describe(setting_list& settings) const {
    settings.set("threshold", threshold);
    settings.set("scale", scale);
    settings.set("previous_weight", previous_weight);
    settings.set("pretrained_weight", pretrained_weight);
  }
};

static_assert(SelectionPolicy<distance_sigmoid, 2>);
static_assert(!SelectionPolicy<distance_sigmoid, 1>);

}  // namespace sdkt
