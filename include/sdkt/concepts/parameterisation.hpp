// SPDX-License-Identifier: MIT
//
// What the optimiser trains: the weights themselves, or a vector from which the weights follow.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/member_name.hpp>
#include <sdkt/concepts/parameter_passes.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// Before the first step of a task: the weights that a parameterisation starts from.
///
/// Shapes: start, theta [Q].
struct parameters_begin {
  std::int64_t task = 0;       ///< position in training order, from 0
  std::int64_t num_tasks = 1;  ///< of the run
  std::int64_t num_steps = 0;  ///< of this task
  std::uint64_t seed = 0;      ///< of the run
  at::Tensor start;            ///< the weights at the task's start; they stay as they are during the task
  at::Tensor theta;            ///< the student's live weights
  const weight_layout* layout = nullptr;
  const trained_slices* trained = nullptr;   ///< which weights theta holds, and where
  const parameter_passes* passes = nullptr;  ///< over the task's images; a run always sets it
};

/// After the last step of a task, and after the extensions have processed it.
///
/// Shapes: start, theta [Q].
struct parameters_end {
  std::int64_t task = 0;       ///< position in training order, from 0
  std::int64_t num_tasks = 1;  ///< of the run
  at::Tensor start;            ///< the weights at the task's start
  at::Tensor theta;            ///< the weights that are evaluated
  const weight_layout* layout = nullptr;
  const trained_slices* trained = nullptr;   ///< which weights theta holds, and where
  const parameter_passes* passes = nullptr;  ///< over the task's images; a run always sets it
};

/// How much a parameterisation trains and keeps.
struct trained_numbers {
  std::int64_t num_weights = 0;  ///< theta, without padding
  std::int64_t num_values = 0;   ///< what the optimiser trains
  std::int64_t num_kept = 0;     ///< what the parameterisation keeps besides
  bool shares_moments = true;    ///< whether several processes share out AdamW's moments
};

namespace detail {

struct named_push_forward {
  int push_forward;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::push_forward; };
};
struct named_pull_back {
  int pull_back;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::pull_back; };
};

struct named_num_kept {
  int num_kept;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::num_kept; };
};

struct named_after_update {
  int after_update;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::after_update; };
};

struct named_end_task {
  int end_task;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::end_task; };
};

}  // namespace detail

}  // namespace sdkt

namespace sdkt::compose {

/// The clauses of Parameterisation, each with the sentence that the compiler prints if it is the first broken one.
template <class P>
struct parameterisation_clauses {
  static constexpr bool named_push_forward = detail::names<P, detail::named_push_forward>;
  static constexpr bool named_pull_back = detail::names<P, detail::named_pull_back>;
  /// What tells a parameterisation from other policies among the arguments of a trainer.
  static constexpr bool names_a_direction = named_push_forward || named_pull_back;

  static constexpr bool named_num_kept = detail::names<P, detail::named_num_kept>;
  static constexpr bool named_after_update = detail::names<P, detail::named_after_update>;

  static constexpr bool named_end_task = detail::names<P, detail::named_end_task>;

  /// A pull_back that cannot be called on a const object changes the parameterisation, and need not be linear.
  static constexpr bool has_const_pull_back = requires(const P& p, const at::Tensor& vector) {
    { p.pull_back(vector, vector) } -> std::same_as<at::Tensor>;
  };
  /// So does an end_task.
  static constexpr bool has_state =
      !has_const_pull_back ||
      (named_end_task && !requires(const P& p, const parameters_end& moment) { p.end_task(moment); });

  static constexpr auto list() {
    return detail::clauses(
        detail::clause < struct has_both_directions,
        named_push_forward &&
            named_pull_back > ([](auto holds) {
              static_assert(
                  holds,
                  "sdkt: a parameterisation needs both push_forward, from what trains to the weights, "
                  "and pull_back, from the gradient of the weights to that of what trains");
            }),
        detail::clause<struct counts_weights,
                       requires(const P& p, const weight_layout& layout, const trained_slices& trained) {
                         { p.num_weights(layout, trained) } -> std::same_as<std::int64_t>;
                       }>([](auto holds) {
          static_assert(holds,
                        "sdkt: a parameterisation must say how many numbers train: add `std::int64_t "
                        "num_weights(const sdkt::weight_layout&, const sdkt::trained_slices&) const`");
        }),
        detail::clause_if<struct counts_kept, named_num_kept,
                          requires(const P& p, const weight_layout& layout, const trained_slices& trained) {
                            { p.num_kept(layout, trained) } -> std::same_as<std::int64_t>;
                          }>([](auto holds) {
          static_assert(holds,
                        "sdkt: num_kept of a parameterisation must be `std::int64_t num_kept(const "
                        "sdkt::weight_layout&, const sdkt::trained_slices&) const`");
        }),
        detail::clause<struct begins_tasks,
                       requires(P& p, const parameters_begin& moment) {
                         { p.begin_task(moment) } -> std::same_as<at::Tensor>;
                       }>([](auto holds) {
          static_assert(holds,
                        "sdkt: begin_task of a parameterisation must be `at::Tensor begin_task(const "
                        "sdkt::parameters_begin&)` and return the vector that trains, [F]");
        }),
        detail::clause<struct pushes_forward,
                       requires(const P& p, const at::Tensor& values_F, at::Tensor& theta_Q) {
                         { p.push_forward(values_F, theta_Q) } -> std::same_as<void>;
                       }>([](auto holds) {
          static_assert(holds,
                        "sdkt: push_forward of a parameterisation must be `void push_forward(const "
                        "at::Tensor& values_F, at::Tensor& theta_Q) const`");
        }),
        detail::clause<struct pulls_back,
                       requires(P& p, const at::Tensor& values_F, const at::Tensor& gradient_Q) {
                         { p.pull_back(values_F, gradient_Q) } -> std::same_as<at::Tensor>;
                       }>([](auto holds) {
          static_assert(holds,
                        "sdkt: pull_back of a parameterisation must be `at::Tensor pull_back(const "
                        "at::Tensor& values_F, const at::Tensor& gradient_Q)` and return a gradient, [F]");
        }),
        detail::clause_if<struct fits_after_update, named_after_update,
                          requires(const P& p, at::Tensor& values_F, std::int64_t step) {
                            { p.after_update(values_F, step) } -> std::same_as<void>;
                          }>([](auto holds) {
          static_assert(holds,
                        "sdkt: after_update of a parameterisation must be `void after_update(at::Tensor& "
                        "values_F, std::int64_t step) const`");
        }),
        detail::clause_if<struct fits_end_task, named_end_task,
                          requires(P& p, const parameters_end& moment) {
                            { p.end_task(moment) } -> std::same_as<void>;
                          }>([](auto holds) {
          static_assert(holds,
                        "sdkt: end_task of a parameterisation must be `void end_task(const "
                        "sdkt::parameters_end&)`");
        }),
        detail::clause_if<struct persists_its_state, has_state,
                          requires(P& p, archive& state) { p.persist(state); }>([](auto holds) {
          static_assert(holds,
                        "sdkt: a parameterisation whose pull_back is not const has state: add `void "
                        "persist(sdkt::archive&)` that lists every member that it changes, so that an "
                        "interrupted run can be resumed; the same holds if end_task is not const");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// Maps a vector `values` [F], which the optimiser trains, to the weights theta [Q], and a gradient of theta to
/// one of values.
///
/// Requirements:
///
///     std::int64_t num_weights(const weight_layout&, const trained_slices&) const;
///     at::Tensor begin_task(const parameters_begin&);
///     void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const;
///     at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q);
///
/// - num_weights: how many numbers train, without padding. Called before the run, also to refuse what cannot be.
/// - begin_task: returns the values with which a task starts. push_forward of them must give start again. If it
///   returns theta itself, the optimiser updates the weights in place, and push_forward may correct them.
/// - push_forward: called after every update. It writes every weight that follows from the values, exactly as
///   the model is to be saved. Weights that it does not write keep the values of the task's start.
/// - pull_back: called before the update. A gradient may be written to gradient_Q and returned. One that is const
///   must be linear in gradient_Q: where several processes share a batch, it is called for each part, and the results
///   are summed. One that is not const is called once per step, with the sum.
///
/// Optional:
///
///     void after_update(at::Tensor& values_F, std::int64_t step) const;
///
///     std::int64_t num_kept(const weight_layout&, const trained_slices&) const;
///
/// The first is called between the update of a step, counted from 0 in each task, and push_forward, and may change the
/// values: thresholds, limits. The second says how many numbers it keeps besides the values and their gradient, at
/// most; `sdkt check` estimates memory by it.
///
///     void end_task(const parameters_end&);
///
/// It is called once per task, after its last step and after the extensions' on_task_end. It may ask for a pass over
/// the task's images, as begin_task may, and keep what later tasks need.
///
/// A run that continues within a task calls begin_task again, from the same start, and then restores the values.
/// What begin_task derives from start, task and seed need not be persisted, and everything else must be.
///
/// Also optional: name, describe, check and persist, as for other policies.
/// Teachers, losses, extensions and evaluation see theta.
template <class P>
concept Parameterisation = std::copyable<P> && detail::AllHold<compose::parameterisation_clauses<P>>;

}  // namespace sdkt
