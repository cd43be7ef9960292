// SPDX-License-Identifier: MIT
//
// Everything that takes part in training besides model, teacher, selection and loss: penalties, averages,
// merges, exemplars.
#pragma once

#include <concepts>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt {

/// The clauses of Extension. compose/broken_clause.hpp has the compiler message for each of them.
template <class E>
struct extension_clauses {
  static constexpr bool named_task_begin = detail::names_on_task_begin<E>;
  static constexpr bool named_penalty = detail::names_penalty<E>;
  static constexpr bool named_distillation_end = detail::names_on_distillation_end<E>;
  static constexpr bool named_backward_end = detail::names_on_backward_end<E>;
  static constexpr bool named_step_end = detail::names_on_step_end<E>;
  static constexpr bool named_task_end = detail::names_on_task_end<E>;
  static constexpr bool names_a_hook = named_task_begin || named_penalty || named_distillation_end ||
                                       named_backward_end || named_step_end || named_task_end;

  static constexpr bool task_begin_fits =
      !named_task_begin ||
      requires(E& extension, const task_begin& moment) { extension.on_task_begin(moment); };
  static constexpr bool penalty_fits =
      !named_penalty || requires(const E& extension, const at::Tensor& theta) {
        { extension.penalty(theta) } -> std::same_as<at::Tensor>;
      };
  static constexpr bool distillation_end_fits =
      !named_distillation_end ||
      requires(E& extension, const distillation_end& moment) { extension.on_distillation_end(moment); };
  static constexpr bool backward_end_fits =
      !named_backward_end ||
      requires(E& extension, const backward_end& moment) { extension.on_backward_end(moment); };
  static constexpr bool step_end_fits =
      !named_step_end || requires(E& extension, const step_end& moment) { extension.on_step_end(moment); };
  static constexpr bool task_end_fits =
      !named_task_end || requires(E& extension, const task_end& moment) { extension.on_task_end(moment); };

  /// A hook that cannot be called on a const object changes the extension. That state must survive a restart.
  static constexpr bool has_state =
      (named_task_begin && !requires(const E& e, const task_begin& moment) { e.on_task_begin(moment); }) ||
      (named_distillation_end &&
       !requires(const E& e, const distillation_end& moment) { e.on_distillation_end(moment); }) ||
      (named_backward_end &&
       !requires(const E& e, const backward_end& moment) { e.on_backward_end(moment); }) ||
      (named_step_end && !requires(const E& e, const step_end& moment) { e.on_step_end(moment); }) ||
      (named_task_end && !requires(const E& e, const task_end& moment) { e.on_task_end(moment); });
  static constexpr bool persists =
      !has_state || requires(E& extension, archive& state) { extension.persist(state); };
};

/// Takes part in training through the hooks that it has.
///
/// Requirements: at least one of
///
///     void on_task_begin(const task_begin&);
///     at::Tensor penalty(const at::Tensor& theta) const;
///     void on_distillation_end(const distillation_end&);
///     void on_backward_end(const backward_end&);
///     void on_step_end(const step_end&);
///     void on_task_end(const task_end&);
///
/// and, if one of them is not const,
///
///     void persist(archive&);
///
/// A run that continues in the middle of a task begins that task again: the state that persist stored in
/// mid-task is restored, on_task_begin is called and must change the task's lists as it did before, and then
/// the state is restored once more.
///
/// Order within a step: penalty, backward, on_backward_end, optimiser, on_step_end. on_distillation_end costs
/// a backward pass of the distillation alone, before that of everything else. Several extensions run in the
/// order in which they are written: write penalties first, then averages, then merges.
///
/// Not required: thread safety, or a reset between runs; a run works on a copy.
template <class E>
concept Extension = std::copyable<E> && detail::Probeable<E> && extension_clauses<E>::names_a_hook &&
                    extension_clauses<E>::task_begin_fits && extension_clauses<E>::penalty_fits &&
                    extension_clauses<E>::distillation_end_fits && extension_clauses<E>::backward_end_fits &&
                    extension_clauses<E>::step_end_fits && extension_clauses<E>::task_end_fits &&
                    extension_clauses<E>::persists;

}  // namespace sdkt
