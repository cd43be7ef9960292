// SPDX-License-Identifier: MIT
//
// Every teacher has the same weight on every image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/selection_policy.hpp>

namespace sdkt {

/// The same weight for every image and teacher. With weight 1, the default selection for at most one teacher.
///
/// Shapes: N teachers of [R, E], any N -> [R, N].
/// Source: fixed distillation weights: LwF, ZSCL, and the single-teacher ablations of Select and Distill.
struct constant_selection {
  double weight = 1.0;

  template <std::size_t N>
  [[nodiscard]] at::Tensor weights(const teacher_targets<N>& targets) const {
    const at::Tensor& images_RE = targets.teachers[0].images_RE;
    return at::full({images_RE.size(0), static_cast<std::int64_t>(N)}, weight, images_RE.options());
  }

  [[nodiscard]] at::Tensor weights(const teacher_targets<0>&) const { return {}; }

  static constexpr std::string_view name = "constant_selection";
  void check() const { detail::require_finite("selection_weight", weight); }
  void describe(setting_list& settings) const { settings.set("selection_weight", weight); }
};

static_assert(SelectionPolicy<constant_selection, 0>);
static_assert(SelectionPolicy<constant_selection, 1>);
static_assert(SelectionPolicy<constant_selection, 2>);

}  // namespace sdkt
