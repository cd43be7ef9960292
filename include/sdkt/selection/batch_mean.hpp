// SPDX-License-Identifier: MIT
//
// Any selection, averaged over the batch: one weight per teacher instead of one per image.
#pragma once

#include <cstddef>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/mean.h>

#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/selection_policy.hpp>

namespace sdkt {

/// Every image gets the mean weight of its batch, so a term becomes mean(weight) * mean(distance).
///
/// Strengths and settings are those of the selection, which is a base class so that a selection without
/// strengths does not gain a member of that name.
///
/// Shapes: weights of the selection [R, N] -> [R, N], all rows equal.
/// Source: the released program of Select and Distill, from which the published figures come. It multiplies
/// weights [R, 1] by distances [R] and averages the R x R products, which is the same.
/// Example: batch_mean{distance_sigmoid{}} is the selection of presets::snd_released.
template <class Selection>
struct batch_mean : Selection {
  template <std::size_t N>
    requires SelectionPolicy<Selection, N>
  [[nodiscard]] at::Tensor weights(const teacher_targets<N>& targets) const {
    const at::Tensor weights_RN = Selection::weights(targets);
    return weights_RN.mean(/*dim=*/0, /*keepdim=*/true).expand_as(weights_RN);
  }

  std::string name() const {
    const Selection& selection = *this;
    return "batch_mean{" + detail::policy_name(selection) + "}";
  }
};

template <class Selection>
batch_mean(Selection) -> batch_mean<Selection>;

}  // namespace sdkt
