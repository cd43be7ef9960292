// SPDX-License-Identifier: MIT
//
// Which tasks and references a composition can run on: the relations between them and its policies, and the
// order in which everything is checked.
#pragma once

#include <tuple>

#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt::detail {

/// A reference has what the policies of a composition need of it.
template <class Teacher, class Loss, class Extensions, class Reference>
struct fitting_reference_clauses;

template <class Teacher, class Loss, class... Es, class Reference>
struct fitting_reference_clauses<Teacher, Loss, std::tuple<Es...>, Reference> {
  static constexpr bool has_teacher = compose::teacher_clauses<Teacher>::num_teachers > 0;
  static constexpr text_source texts = compose::distill_loss_clauses<Loss>::texts;
  static constexpr bool awaits_images = has_teacher && compose::is_left_to_extensions<Reference>;
  static constexpr bool extensions_begin_tasks = (compose::extension_clauses<Es>::named_task_begin || ...);

  static constexpr auto list() {
    return clauses(
        clause_if<struct teacher_has_reference, has_teacher, !compose::is_absent_reference<Reference>>(
            [](auto holds) {
              static_assert(
                  holds,
                  "sdkt: this composition has a teacher, which needs reference images: call run(tasks, "
                  "sdkt::load_reference(...)), or run(tasks, sdkt::own_images{}) for the task's own images");
            }),
        clause_if<struct loss_has_texts, texts == text_source::reference_texts, Reference::has_texts>(
            [](auto holds) {
              static_assert(
                  holds,
                  "sdkt: this loss compares images with reference texts, but this reference has none: pass a "
                  "reference with texts, or a loss over class prompts");
            }),
        clause_if<struct loss_has_pairs, texts == text_source::paired_texts,
                  compose::has_paired_texts<Reference>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: this loss compares every reference image with its own text, but this reference has "
              "none: pass sdkt::load_pairs(...), or sdkt::own_images{} for the prompts of its classes");
        }),
        clause_if<struct extension_gives_images, awaits_images, extensions_begin_tasks>([](auto holds) {
          static_assert(
              holds,
              "sdkt: this reference expects its images from an extension, but no extension here has "
              "on_task_begin: add one, for example sdkt::exemplar_memory{}, or pass images");
        }));
  }
};

}  // namespace sdkt::detail

namespace sdkt::compose {

/// Everything that trainer.run(tasks, reference) requires, in this order.
template <class Teacher, class Loss, class Extensions, class Tasks, class Reference>
struct run_clauses {
  static constexpr auto list() {
    return detail::clauses(
        detail::clauses_of<task_stream_clauses<Tasks>>{},
        detail::clauses_of<reference_source_clauses<Reference>>{},
        detail::clauses_of<detail::fitting_reference_clauses<Teacher, Loss, Extensions, Reference>>{});
  }
};

}  // namespace sdkt::compose
