// SPDX-License-Identifier: MIT
//
// A merge rule: the scaled sum of the changes of all tasks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <gsl/assert>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/extension/merge_task_vectors.hpp>

namespace sdkt {

/// scale * sum_k d_k of the task vectors d_k; their mean if no scale is set.
///
/// Source: Editing Models with Task Arithmetic (arXiv 2212.04089); the mean is that of MagMax's code.
struct task_arithmetic {
  std::optional<double> scale = {};  ///< not set: 1 / number of tasks

  at::Tensor sum = {};     ///< state: [Q]
  std::int64_t count = 0;  ///< state: number of tasks in the sum

  static constexpr std::string_view name = "task_arithmetic";

  void check() const {
    if (scale) detail::require_finite("task_arithmetic_scale", *scale);
  }

  void add(const at::Tensor& vector_Q, std::int64_t) {
    sum = sum.defined() ? sum.add(vector_Q) : vector_Q;
    ++count;
  }

  at::Tensor merged() const {
    Expects(count > 0);
    return scale ? sum.mul(*scale) : sum.div(count);
  }

  void describe(setting_list& settings) const {
    settings.set("task_arithmetic_scale", scale ? setting_value{*scale} : setting_value{});
  }
  void persist(archive& state) {
    state("sum", sum);
    state("count", count);
  }
};

static_assert(MergeRule<task_arithmetic>);
static_assert(Extension<merge_task_vectors<task_arithmetic>>);

}  // namespace sdkt
