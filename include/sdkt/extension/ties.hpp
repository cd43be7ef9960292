// SPDX-License-Identifier: MIT
//
// A merge rule: drops small changes, elects a sign per weight, and averages the changes of that sign.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <ATen/core/Tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>
#include <gsl/assert>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/extension/merge_task_vectors.hpp>

namespace sdkt {

/// scale * r, where r is computed in three steps:
///
/// - Trim: each task vector keeps its entries of largest magnitude; the others become 0. The threshold is the
///   (V - floor(keep V))-th smallest magnitude of the V weights, and entries equal to it are kept:
///   floor(keep V) + 1 entries, more if magnitudes are equal. Padding does not count.
/// - Elect: the sign of an entry is that of the sum of the trimmed vectors. An entry with the sum 0 takes the
///   majority's sign: the sign of the sum of all signs.
/// - Merge: r is the mean of the entries that have the elected sign, or 0 if there are none.
///
/// Cost: per task, the selection of the k-th smallest magnitude.
/// Memory: four vectors of theta's type.
/// Source: TIES-Merging (arXiv 2306.01708) and its code; keep 0.2 and scale 0.55 as in MagMax.
/// Differs: MagMax's vectors include the zeros of the frozen text tower, which count in keep: its 0.2 of the
/// whole model is 0.347 of ViT-B/16's image tower. If the sum of all signs is 0 too, an entry with the sum 0
/// stays 0 here; that code averages its negative values.
struct ties {
  double keep = 0.2;
  double scale = 0.55;

  at::Tensor positive_sum = {};    ///< state: [Q] sum of the positive entries of the trimmed vectors
  at::Tensor negative_sum = {};    ///< state: [Q] sum of the negative entries
  at::Tensor positive_count = {};  ///< state: [Q] number of positive entries
  at::Tensor negative_count = {};  ///< state: [Q] number of negative entries

  static constexpr std::string_view name = "ties";

  void check() const {
    detail::require_setting(keep > 0 && keep <= 1, "ties_keep", keep, "a number above 0 and up to 1");
    detail::require_finite("ties_scale", scale);
  }

  void add(const at::Tensor& vector_Q, std::int64_t num_weights) {
    const at::Tensor trimmed_Q = trim(vector_Q, num_weights);
    if (!positive_sum.defined()) {
      positive_sum = negative_sum = positive_count = negative_count = at::zeros_like(vector_Q);
    }
    positive_sum = positive_sum.add(trimmed_Q.clamp_min(0));
    negative_sum = negative_sum.add(trimmed_Q.clamp_max(0));
    positive_count = positive_count.add(trimmed_Q.gt(0));
    negative_count = negative_count.add(trimmed_Q.lt(0));
  }

  at::Tensor merged() const {
    Expects(positive_sum.defined());
    const at::Tensor own_sign_Q = positive_sum.add(negative_sum).sign_();
    const at::Tensor sign_Q = at::where(own_sign_Q.eq(0), own_sign_Q.sum().sign(), own_sign_Q);
    const at::Tensor positive_Q = positive_sum.div(positive_count.clamp_min(1)).mul_(sign_Q.gt(0));
    const at::Tensor negative_Q = negative_sum.div(negative_count.clamp_min(1)).mul_(sign_Q.lt(0));
    return positive_Q.add(negative_Q).mul_(scale);
  }

  /// The vector with its small entries set to 0.
  at::Tensor trim(const at::Tensor& vector_Q, std::int64_t num_weights) const {
    Expects(0 < num_weights && num_weights <= vector_Q.numel());
    const auto kept = static_cast<std::int64_t>(keep * static_cast<double>(num_weights));
    // Padding is 0, so it precedes all weights in the order of magnitudes.
    const std::int64_t padding = vector_Q.numel() - num_weights;
    const std::int64_t place = padding + std::max<std::int64_t>(num_weights - kept, 1);
    const at::Tensor magnitude_Q = vector_Q.abs();
    const at::Tensor threshold = std::get<0>(magnitude_Q.kthvalue(place));
    return vector_Q.mul(magnitude_Q.ge(threshold));
  }

  void describe(setting_list& settings) const {
    settings.set("ties_keep", keep);
    settings.set("ties_scale", scale);
  }
  void persist(archive& state) {
    state("positive_sum", positive_sum);
    state("negative_sum", negative_sum);
    state("positive_count", positive_count);
    state("negative_count", negative_count);
  }
};

static_assert(MergeRule<ties>);
static_assert(Extension<merge_task_vectors<ties>>);

}  // namespace sdkt
