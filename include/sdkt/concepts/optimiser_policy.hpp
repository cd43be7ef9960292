// SPDX-License-Identifier: MIT
//
// How a gradient changes what trains.
#pragma once

#include <concepts>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/member_name.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// Before the first update of a task.
struct optimiser_begin {
  at::Tensor values;        ///< [F], what trains
  double weight_decay = 0;  ///< of the trainer's options; decoupled from the gradient, as in AdamW
  /// The matrices among the weights that train, without embeddings. Empty unless the weights themselves train.
  std::vector<weight_matrix> matrices = {};
};

namespace detail {

struct named_update_values {
  int update_values;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::update_values; };
};

}  // namespace detail

}  // namespace sdkt

namespace sdkt::compose {

/// The clauses of OptimiserPolicy, each with the sentence that the compiler prints if it is the first broken one.
template <class O>
struct optimiser_clauses {
  /// What tells an optimiser from other policies among the arguments of a trainer.
  static constexpr bool named_update_values = detail::names<O, detail::named_update_values>;

  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct begins_optimising,
                       requires(O& o, const optimiser_begin& moment) {
                         { o.begin_task(moment) } -> std::same_as<void>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: begin_task of an optimiser must be `void begin_task(const sdkt::optimiser_begin&)`");
        }),
        detail::clause<struct updates_values,
                       requires(O& o, at::Tensor& values_F, const at::Tensor& gradient_F, double rate) {
                         { o.update_values(values_F, gradient_F, rate) } -> std::same_as<void>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: update_values of an optimiser must be `void update_values(at::Tensor& values_F, "
              "const at::Tensor& gradient_F, double learning_rate)`");
        }),
        detail::clause<struct persists_its_moments, requires(O& o, archive& state) { o.persist(state); }>(
            [](auto holds) {
              static_assert(
                  holds,
                  "sdkt: an optimiser must have `void persist(sdkt::archive&)` that lists its state, so that "
                  "an interrupted run can be resumed");
            }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// Changes the vector that trains by its gradient.
///
/// Requirements:
///
///     void begin_task(const optimiser_begin&);                                    starts a task with fresh state
///     void update_values(at::Tensor& values_F, const at::Tensor& gradient_F, double learning_rate);
///     void persist(archive&);                                                     lists the state
///
/// Padding of the vector is 0, has the gradient 0, and must stay 0. The gradient may be overwritten.
/// Of several processes each updates the whole vector alike; only `adamw` is shared out.
///
/// Optional: name, describe and check, as for other policies.
template <class O>
concept OptimiserPolicy = std::copyable<O> && detail::AllHold<compose::optimiser_clauses<O>>;

}  // namespace sdkt
