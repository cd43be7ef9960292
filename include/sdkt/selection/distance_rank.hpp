// SPDX-License-Identifier: MIT
//
// The selection by rank: images are ordered by how far the two teachers disagree, and only the order counts.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sub.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/selection/teacher_distance.hpp>

namespace sdkt {

/// The previous model has the weight eta, the pre-trained model 1 - eta. eta_i is the rank in the batch of
/// d_i = || h_pretrained - h_previous ||_2, scaled to [0, 1]: 0 for the smallest distance, 1 for the largest,
/// the mean rank if distances are equal.
///
/// There is no threshold to choose, and nothing changes as the two models drift apart: half of every batch
/// follows one teacher, half the other.
///
/// Shapes: teachers [previous, pretrained] of [R, E] -> [R, 2].
/// Result: weights in [0, 1] with sum 1 per image. eta sums to R / 2 per batch; it is 1/2 for a single image.
/// The strengths, 9 and 0.5, do not sum to 1.
/// Cost: R^2 comparisons.
/// Source: ours, after the selection of Select and Distill (arXiv 2403.09296).
struct distance_rank {
  double previous_weight = 9.0;
  double pretrained_weight = 0.5;

  [[nodiscard]] at::Tensor weights(const teacher_targets<2>& targets) const {
    const at::Tensor distance_R = teacher_distance(targets);
    const std::int64_t others = std::max<std::int64_t>(distance_R.size(0) - 1, 1);
    // Number of images with a smaller distance minus number with a larger one: from -(R - 1) to R - 1. Equal
    // distances do not count.
    const at::Tensor lead_R = at::sign(at::sub(distance_R.unsqueeze(1), distance_R)).sum(1);
    const at::Tensor eta_R = lead_R.div(2.0 * static_cast<double>(others)).add_(0.5);
    return at::stack({eta_R, at::rsub(eta_R, 1)}, 1);
  }

  std::array<double, 2> strengths() const { return {previous_weight, pretrained_weight}; }

  static constexpr std::string_view name = "distance_rank";
  void check() const {
    detail::require_finite("previous_weight", previous_weight);
    detail::require_finite("pretrained_weight", pretrained_weight);
  }
  void describe(setting_list& settings) const {
    settings.set("previous_weight", previous_weight);
    settings.set("pretrained_weight", pretrained_weight);
  }
};

static_assert(SelectionPolicy<distance_rank, 2>);
static_assert(!SelectionPolicy<distance_rank, 1>);

}  // namespace sdkt
