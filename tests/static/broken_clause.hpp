// SPDX-License-Identifier: MIT
//
// Names for the clauses of composition_clauses and run_clauses, in the order in which they are checked. A list
// with a clause more than is named here does not compile.
#pragma once

#include <cstddef>
#include <tuple>

#include <sdkt/compose/composition_clauses.hpp>
#include <sdkt/compose/run_clauses.hpp>

namespace clause_names {

enum class broken_clause : std::size_t {
  model_layout,
  model_weights,
  model_images,
  model_texts,
  teacher_count,
  teacher_begin,
  teacher_after_step,
  selection_default,
  selection_weights,
  selection_strengths,
  selection_columns,
  loss_texts,
  loss_call,
  loss_sentences,
  loss_columns,
  model_sentences,
  parameters_directions,
  parameters_count,
  parameters_kept,
  parameters_begin,
  parameters_forward,
  parameters_back,
  parameters_after_update,
  parameters_end,
  parameters_persist,
  optimiser_begins,
  optimiser_updates,
  optimiser_persists,
  classifier_scores,
  classifier_learns,
  classifier_persists,
  extension_place,
  extension_place_of_optimiser,
  extension_place_of_classifier,
  extension_final,
  extension_none,
  extension_task_begin,
  extension_penalty,
  extension_distillation_end,
  extension_backward_end,
  extension_step_end,
  extension_task_end,
  extension_persist,
  extension_without_distillation,
  none,
};

enum class broken_data : std::size_t {
  not_range,
  not_forward,
  not_sized,
  no_tasks,
  no_reference_source,
  needs_reference,
  needs_texts,
  needs_pairs,
  needs_extension,
  none,
};

/// The first clause that a composition breaks. Every extension has the same clauses.
template <class Model, class Teacher, class Selection, class Loss, class Extensions,
          class Parameters = sdkt::full, class Optimiser = sdkt::adamw, class Scores = sdkt::cosine>
constexpr broken_clause first_broken() {
  using clauses = sdkt::compose::composition_clauses<Model, Teacher, Selection, Loss, Extensions, Parameters,
                                                     Optimiser, Scores>;
  constexpr auto before_extensions = static_cast<std::size_t>(broken_clause::extension_place);
  constexpr std::size_t of_extension = static_cast<std::size_t>(broken_clause::none) - before_extensions;
  constexpr std::size_t place = sdkt::detail::broken_in<clauses>::place;
  if constexpr (sdkt::detail::AllHold<clauses>) {
    static_assert(place == before_extensions + of_extension * std::tuple_size_v<Extensions>);
    return broken_clause::none;
  } else if constexpr (place < before_extensions) {
    return static_cast<broken_clause>(place);
  } else {
    return static_cast<broken_clause>(before_extensions + (place - before_extensions) % of_extension);
  }
}

/// The first requirement of a composition that tasks and reference break.
template <class Teacher, class Loss, class Extensions, class Tasks, class Reference>
constexpr broken_data first_broken_data() {
  using clauses = sdkt::compose::run_clauses<Teacher, Loss, Extensions, Tasks, Reference>;
  constexpr auto place = static_cast<broken_data>(sdkt::detail::broken_in<clauses>::place);
  static_assert(sdkt::detail::AllHold<clauses> == (place == broken_data::none));
  return place;
}

}  // namespace clause_names
