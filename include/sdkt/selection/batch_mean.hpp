// SPDX-License-Identifier: MIT
//
// Any selection, averaged over the batch: one weight a teacher instead of one an image.
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
/// Everything else, strengths and settings, is the selection's own, and so it is inherited: a selection
/// without strengths must not gain a member of that name.
///
/// Shapes: [R, N] -> [R, N], rows equal.
/// Source: the released program of Select and Distill multiplies weights of shape [R, 1] with distances of
/// shape [R]
///   and averages the R x R table, which is this; the published figures come from that program.
/// Example: batch_mean{distance_sigmoid{}} is the selection of presets::snd_released.
template <class Selection>
struct batch_mean : Selection {
  template <std::size_t N>
    requires SelectionPolicy<Selection, N>
  at::Tensor weights(const teacher_targets<N>& targets) const {
    const at::Tensor weights_RN = Selection::weights(targets);
    return weights_RN.mean(/*dim=*/0, /*keepdim=*/true).expand_as(weights_RN);
  }

  std::string name() const {
    const Selection& selection = *this;
    return "batch_mean{" + policy_name(selection) + "}";
  }
};

template <class Selection>
batch_mean(Selection) -> batch_mean<Selection>;

}  // namespace sdkt
