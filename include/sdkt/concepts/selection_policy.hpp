// SPDX-License-Identifier: MIT
//
// How far to follow each teacher on each reference image.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/encoded.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt {

/// The clauses of SelectionPolicy, each with the sentence that trainer's checks print
/// (compose/broken_clause.hpp).
template <class S, std::size_t N>
struct selection_clauses {
  static constexpr bool has_weights = requires(const S& selection, const teacher_targets<N>& targets) {
    { selection.weights(targets) } -> std::same_as<at::Tensor>;
  };
  static constexpr bool has_strengths = detail::names_strengths<S>;
  static constexpr bool strengths_fit = !has_strengths || requires(const S& selection) {
    { selection.strengths() } -> std::same_as<std::array<double, N>>;
  };
  static constexpr bool has_column_weights = detail::names_column_weights<S>;
  static constexpr bool column_weights_fit =
      !has_column_weights || requires(const S& selection, const teacher_targets<N>& targets) {
        { selection.column_weights(targets) } -> std::same_as<at::Tensor>;
      };
};

/// Weighs every (reference image, teacher) of a batch.
///
/// Requirements:
///   at::Tensor weights(const teacher_targets<N>&) const;     fp32 [R, N], any sum, no gradient
///   std::array<double, N> strengths() const;                 optional: factors on the N distillation terms
///   at::Tensor column_weights(const teacher_targets<N>&) const;   optional: fp32 [T, N], one a text
/// Strengths are apart from weights because the logged means are the terms before them: method.md's 9 and
/// 0.5. Column weights are for losses that compare along texts too and take them as a fourth argument.
/// A selection may look at labels_R and at the student's own encodings. Not required: that weights lie in [0,
/// 1] or sum to 1. With the published strengths they do not.
template <class S, std::size_t N>
concept SelectionPolicy =
    std::copyable<S> && selection_clauses<S, N>::has_weights && selection_clauses<S, N>::strengths_fit &&
    selection_clauses<S, N>::column_weights_fit;

}  // namespace sdkt
