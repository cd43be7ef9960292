// SPDX-License-Identifier: MIT
//
// Which tasks and references a composition can run on, with a compiler message for each mismatch.
//
// As in compose/broken_clause.hpp, the compiler prints one message, that of the first broken clause.
#pragma once

#include <tuple>

#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// Every requirement that the arguments of trainer::run can break, in the order in which they are checked.
enum class broken_data {
  none,
  not_range,
  not_forward,
  not_sized,
  no_tasks,
  no_reference_source,
  needs_reference,
  needs_texts,
  needs_pairs,
  needs_extension,
};

/// Whether an extension may change the lists of a task.
template <class... Es>
constexpr bool any_begins_tasks(std::tuple<Es...>*) {
  return (extension_clauses<Es>::named_task_begin || ...);
}

/// The first requirement of a composition that tasks and reference break.
template <class Teacher, class Loss, class Extensions, class Tasks, class Reference>
constexpr broken_data first_broken_data() {
  using enum broken_data;
  using tasks = task_stream_clauses<Tasks>;
  if constexpr (!tasks::is_range)
    return not_range;
  else if constexpr (!tasks::is_forward)
    return not_forward;
  else if constexpr (!tasks::is_sized)
    return not_sized;
  else if constexpr (!tasks::has_tasks)
    return no_tasks;
  else if constexpr (!ReferenceSource<Reference>)
    return no_reference_source;
  else if constexpr (teacher_clauses<Teacher>::num_teachers > 0 && is_absent_reference<Reference>)
    return needs_reference;
  else if constexpr (distill_loss_clauses<Loss>::texts == text_source::reference_texts &&
                     !Reference::has_texts)
    return needs_texts;
  else if constexpr (distill_loss_clauses<Loss>::texts == text_source::paired_texts &&
                     !has_paired_texts<Reference>)
    return needs_pairs;
  else if constexpr (teacher_clauses<Teacher>::num_teachers > 0 && is_left_to_extensions<Reference> &&
                     !any_begins_tasks(static_cast<Extensions*>(nullptr)))
    return needs_extension;
  else
    return none;
}

/// Makes the compiler print what is wrong with the data of a run, if anything.
template <broken_data Broken>
struct data_check {
  static_assert(Broken != broken_data::not_range,
                "sdkt: the first argument of run is not a TaskStream: pass a range of tasks, for example "
                "sdkt::load_tasks({\"a.json\"}) or a std::vector<sdkt::task>");
  static_assert(
      Broken != broken_data::not_forward,
      "sdkt: a TaskStream is traversed more than once, but this range is single-pass: store its tasks in a "
      "std::vector<sdkt::task> first");
  static_assert(
      Broken != broken_data::not_sized,
      "sdkt: a TaskStream has a size, but this range has none: store its tasks in a std::vector<sdkt::task> "
      "first");
  static_assert(
      Broken != broken_data::no_tasks,
      "sdkt: the elements of this range are not tasks: they need name(), class_names(), prompts(), train() "
      "and test(), all const");
  static_assert(
      Broken != broken_data::no_reference_source,
      "sdkt: the second argument of run is not a ReferenceSource: pass sdkt::load_reference(...), or a class "
      "with samples() and `static constexpr bool has_texts` (and texts() if it is true; for_task, if it "
      "exists, must be `sdkt::task_reference for_task(const sdkt::task_begin&) const`)");
  static_assert(Broken != broken_data::needs_reference,
                "sdkt: this composition has a teacher, which needs reference images: call run(tasks, "
                "sdkt::load_reference(...)), or run(tasks, sdkt::own_images{}) for the task's own images");
  static_assert(Broken != broken_data::needs_texts,
                "sdkt: this loss compares images with reference texts, but this reference has none: pass a "
                "reference with texts, or a loss over class prompts");
  static_assert(Broken != broken_data::needs_pairs,
                "sdkt: this loss compares every reference image with its own text, but this reference "
                "has none: pass sdkt::load_pairs(...), or sdkt::own_images{} for the prompts of its classes");
  static_assert(Broken != broken_data::needs_extension,
                "sdkt: this reference expects its images from an extension, but no extension here has "
                "on_task_begin: add one, for example sdkt::exemplar_memory{}, or pass images");
  static constexpr bool holds = Broken == broken_data::none;
};

}  // namespace sdkt
