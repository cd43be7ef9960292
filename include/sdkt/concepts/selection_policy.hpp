// SPDX-License-Identifier: MIT
//
// How much each teacher counts on each reference image.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/encoded.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt {

/// The clauses of SelectionPolicy. compose/broken_clause.hpp has the compiler message for each of them.
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

/// Gives a weight to every pair of reference image and teacher in a batch.
///
/// Requirements:
///
///     at::Tensor weights(const teacher_targets<N>&) const;         // fp32 [R, N], no gradient
///
/// Optional:
///
///     std::array<double, N> strengths() const;                     // factors of the N distillation terms
///     at::Tensor column_weights(const teacher_targets<N>&) const;  // fp32 [T, N], one per text
///
/// Strengths are separate from weights because the logged means are the terms without them (9 and 0.5 in
/// docs/method.md). Column weights are for losses that also compare along texts and take these weights as
/// their fourth argument. A selection may use labels_R and the student's own encodings.
///
/// Not required: weights in [0, 1] or with sum 1. Multiplied by the published strengths, they are neither.
template <class S, std::size_t N>
concept SelectionPolicy =
    std::copyable<S> && selection_clauses<S, N>::has_weights && selection_clauses<S, N>::strengths_fit &&
    selection_clauses<S, N>::column_weights_fit;

}  // namespace sdkt
