// SPDX-License-Identifier: MIT
//
// Any selection, averaged over the batch: one weight a teacher instead of one an image.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/mean.h>

#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/config.hpp>

namespace sdkt {

/// Every image gets the mean weight of its batch, so a term becomes mean(weight) * mean(distance).
///
/// Shapes: [R, N] -> [R, N], rows equal.
/// Source: the released program of Select and Distill multiplies weights of shape [R, 1] with distances of
/// shape [R]
///   and averages the R x R table, which is this; the published figures come from that program.
/// Example: batch_mean{distance_sigmoid{}} is the selection of presets::snd_released.
template <class Selection>
struct batch_mean {
  Selection selection;

  template <std::size_t N>
  requires SelectionPolicy<Selection, N> at::Tensor weights(const teacher_targets<N>& targets)
  const {
    const at::Tensor weights_RN = selection.weights(targets);
    return weights_RN.mean(/*dim=*/0, /*keepdim=*/true).expand_as(weights_RN);
  }

  auto strengths() const requires requires(const Selection& inner) { inner.strengths(); }
  { return selection.strengths(); }

  std::string name() const { return "batch_mean{" + policy_name(selection) + "}"; }
  void describe(setting_list& settings) const { describe_policy(selection, settings); }
};

template <class Selection>
batch_mean(Selection) -> batch_mean<Selection>;

}  // namespace sdkt
