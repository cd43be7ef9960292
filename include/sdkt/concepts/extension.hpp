// SPDX-License-Identifier: MIT
//
// Everything that takes part in training besides model, teacher, selection and loss: penalties, averages,
// merges, exemplars.
#pragma once

#include <concepts>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt::detail {

struct named_on_task_begin {
  int on_task_begin;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::on_task_begin; };
};
struct named_penalty {
  int penalty;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::penalty; };
};
struct named_on_distillation_end {
  int on_distillation_end;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::on_distillation_end; };
};
struct named_on_backward_end {
  int on_backward_end;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::on_backward_end; };
};
struct named_on_step_end {
  int on_step_end;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::on_step_end; };
};
struct named_on_task_end {
  int on_task_end;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::on_task_end; };
};

}  // namespace sdkt::detail

namespace sdkt::compose {

/// The clauses of Extension, each with the sentence that the compiler prints if it is the first broken one.
template <class E>
struct extension_clauses {
  static constexpr bool named_task_begin = detail::names<E, detail::named_on_task_begin>;
  static constexpr bool named_penalty = detail::names<E, detail::named_penalty>;
  static constexpr bool named_distillation_end = detail::names<E, detail::named_on_distillation_end>;
  static constexpr bool named_backward_end = detail::names<E, detail::named_on_backward_end>;
  static constexpr bool named_step_end = detail::names<E, detail::named_on_step_end>;
  static constexpr bool named_task_end = detail::names<E, detail::named_on_task_end>;
  static constexpr bool names_a_hook = named_task_begin || named_penalty || named_distillation_end ||
                                       named_backward_end || named_step_end || named_task_end;

  /// A hook that cannot be called on a const object changes the extension. That state must survive a restart.
  static constexpr bool has_state =
      (named_task_begin && !requires(const E& e, const task_begin& moment) { e.on_task_begin(moment); }) ||
      (named_distillation_end &&
       !requires(const E& e, const distillation_end& moment) { e.on_distillation_end(moment); }) ||
      (named_backward_end &&
       !requires(const E& e, const backward_end& moment) { e.on_backward_end(moment); }) ||
      (named_step_end && !requires(const E& e, const step_end& moment) { e.on_step_end(moment); }) ||
      (named_task_end && !requires(const E& e, const task_end& moment) { e.on_task_end(moment); });

  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct is_not_final, !std::is_final_v<E>>([](auto holds) {
          static_assert(holds,
                        "sdkt: an extension must not be final: its hooks are found by inheriting from it");
        }),
        detail::clause<struct has_hooks, names_a_hook>([](auto holds) {
          static_assert(holds,
                        "sdkt: this extension has no hook: add at least one of on_task_begin, penalty, "
                        "on_distillation_end, on_backward_end, on_step_end, on_task_end");
        }),
        detail::clause_if<struct task_begin_fits, named_task_begin,
                          requires(E& extension, const task_begin& moment) {
                            extension.on_task_begin(moment);
                          }>([](auto holds) {
          static_assert(holds, "sdkt: on_task_begin of an extension must take (const sdkt::task_begin&)");
        }),
        detail::clause_if<struct penalty_fits, named_penalty,
                          requires(const E& extension, const at::Tensor& theta) {
                            { extension.penalty(theta) } -> std::same_as<at::Tensor>;
                          }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: penalty of an extension must be `at::Tensor penalty(const at::Tensor& theta) const`");
        }),
        detail::clause_if<struct distillation_end_fits, named_distillation_end,
                          requires(E& extension, const distillation_end& moment) {
                            extension.on_distillation_end(moment);
                          }>([](auto holds) {
          static_assert(
              holds, "sdkt: on_distillation_end of an extension must take (const sdkt::distillation_end&)");
        }),
        detail::clause_if<struct backward_end_fits, named_backward_end,
                          requires(E& extension, const backward_end& moment) {
                            extension.on_backward_end(moment);
                          }>([](auto holds) {
          static_assert(holds, "sdkt: on_backward_end of an extension must take (const sdkt::backward_end&)");
        }),
        detail::clause_if<struct step_end_fits, named_step_end,
                          requires(E& extension, const step_end& moment) { extension.on_step_end(moment); }>(
            [](auto holds) {
              static_assert(holds, "sdkt: on_step_end of an extension must take (const sdkt::step_end&)");
            }),
        detail::clause_if<struct task_end_fits, named_task_end,
                          requires(E& extension, const task_end& moment) { extension.on_task_end(moment); }>(
            [](auto holds) {
              static_assert(holds, "sdkt: on_task_end of an extension must take (const sdkt::task_end&)");
            }),
        detail::clause_if<struct persists_state, has_state, requires(E& extension, archive& state) {
          extension.persist(state);
        }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: an extension with a non-const hook has state: add `void persist(sdkt::archive&)` that "
              "lists every member, so that an interrupted run can be resumed");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// Takes part in training through the hooks that it has.
///
/// Requirements:
///
/// 1. It can be copied, and it is not final.
/// 2. It has at least one hook.
/// 3. Each of its hooks can be called with the arguments below.
/// 4. If it has state, which means a hook that is not const, it has persist, which names every member.
///
/// The hooks:
///
///     void on_task_begin(const task_begin&);
///     at::Tensor penalty(const at::Tensor& theta) const;
///     void on_distillation_end(const distillation_end&);
///     void on_backward_end(const backward_end&);
///     void on_step_end(const step_end&);
///     void on_task_end(const task_end&);
///
/// The state:
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
concept Extension = std::copyable<E> && detail::AllHold<compose::extension_clauses<E>>;

}  // namespace sdkt
