// SPDX-License-Identifier: MIT
//
// A merge rule: the largest change of each weight by any task.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/where.h>
#include <gsl/assert>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/extension/merge_task_vectors.hpp>

namespace sdkt {

/// scale * d, where each entry of d is the entry of largest magnitude among the task vectors; the latest if
/// magnitudes are equal.
///
/// Source: MagMax (ECCV 2024, arXiv 2407.06322), trained sequentially, scale 0.5 as in the released code.
struct magmax {
  double scale = 0.5;

  at::Tensor largest = {};  ///< state: [Q]

  static constexpr std::string_view name = "magmax";

  void check() const { detail::require_finite("magmax_scale", scale); }

  void add(const at::Tensor& vector_Q, std::int64_t) {
    largest = largest.defined() ? at::where(vector_Q.abs().ge(largest.abs()), vector_Q, largest) : vector_Q;
  }

  at::Tensor merged() const {
    Expects(largest.defined());
    return largest.mul(scale);
  }

  void describe(setting_list& settings) const { settings.set("magmax_scale", scale); }
  void persist(archive& state) { state("largest", largest); }
};

static_assert(MergeRule<magmax>);
static_assert(Extension<merge_task_vectors<magmax>>);

}  // namespace sdkt
