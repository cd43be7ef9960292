// SPDX-License-Identifier: MIT
//
// A merge rule: small changes are dropped, each weight's direction is voted on, those who agree average.
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

/// scale * r. Of each task vector the entries of largest magnitude stay, the others become 0; each entry's
/// sign is that of the vectors' sum, and r is the mean of the entries of that sign, 0 where there is none.
///
/// Trim: the threshold is the (V - floor(keep V))-th smallest magnitude of the V weights, and what equals
/// it stays: floor(keep V) + 1 entries, more where magnitudes are equal. Padding does not count.
/// A sum of 0 takes the sign of most of the others, the sign of the sum of all signs.
///
/// Cost: four vectors of theta's type; a selection of the k-th magnitude a task.
/// Source: TIES-Merging (arXiv 2306.01708) and its code; keep 0.2 and scale 0.55 as MagMax runs it.
/// Differs: MagMax's vectors hold the zeros of the frozen text tower, of which keep counts a share too:
///   0.347 of ViT-B/16's image tower is their 0.2 of the whole. Where the signs' sum is 0 as well, an entry
///   that sums to 0 stays 0; that code averages its negative ones.
struct ties {
  double keep = 0.2;
  double scale = 0.55;

  at::Tensor positive_sum = {};    ///< state: [Q] of the trimmed vectors' entries above 0
  at::Tensor negative_sum = {};    ///< state: [Q] of those below 0
  at::Tensor positive_count = {};  ///< state: [Q] how many of each
  at::Tensor negative_count = {};

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
    // Padding is 0, and so comes before every weight in the order of magnitudes.
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
