// SPDX-License-Identifier: MIT
//
// How much each teacher counts on each reference image.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/encoded.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt::detail {

struct named_strengths {
  int strengths;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::strengths; };
};
struct named_column_weights {
  int column_weights;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::column_weights; };
};

}  // namespace sdkt::detail

namespace sdkt::compose {

/// The clauses of SelectionPolicy, each with the sentence that the compiler prints if it is the first broken one.
template <class S, std::size_t N>
struct selection_clauses {
  static constexpr bool has_strengths = detail::names<S, detail::named_strengths>;
  static constexpr bool has_column_weights = detail::names<S, detail::named_column_weights>;

  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct has_weights,
                       requires(const S& selection, const teacher_targets<N>& targets) {
                         { selection.weights(targets) } -> std::same_as<at::Tensor>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const` "
              "where N is the number of teachers of the teacher policy before it; it returns [R, N]");
        }),
        detail::clause_if<struct strengths_fit, has_strengths,
                          requires(const S& selection) {
                            { selection.strengths() } -> std::same_as<std::array<double, N>>;
                          }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: strengths of the selection policy must be `std::array<double, N> strengths() const` "
              "where N is the number of teachers");
        }),
        detail::clause_if<struct column_weights_fit, has_column_weights,
                          requires(const S& selection, const teacher_targets<N>& targets) {
                            { selection.column_weights(targets) } -> std::same_as<at::Tensor>;
                          }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: column_weights of the selection policy must be `at::Tensor column_weights(const "
              "sdkt::teacher_targets<N>&) const`; it returns [T, N], one weight per text");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// Gives a weight to every pair of reference image and teacher in a batch.
///
/// Requirements:
///
/// 1. It can be copied.
/// 2. It gives the weights, fp32 [R, N] without gradient, for the N teachers of the teacher policy.
/// 3. If it has strengths, they are the factors of the N distillation terms.
/// 4. If it has column_weights, they are fp32 [T, N], one per text and teacher.
///
/// Signatures, of which the last two are optional:
///
///     at::Tensor weights(const teacher_targets<N>&) const;
///     std::array<double, N> strengths() const;
///     at::Tensor column_weights(const teacher_targets<N>&) const;
///
/// Strengths are separate from weights because the logged means are the terms without them (9 and 0.5 in
/// docs/method.md). Column weights are for losses that also compare along texts and take these weights as
/// their fourth argument. A selection may use labels_R and the student's own encodings.
///
/// Not required: weights in [0, 1] or with sum 1. Multiplied by the published strengths, they are neither.
template <class S, std::size_t N>
concept SelectionPolicy = std::copyable<S> && detail::AllHold<compose::selection_clauses<S, N>>;

}  // namespace sdkt
