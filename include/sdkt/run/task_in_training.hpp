// SPDX-License-Identifier: MIT
//
// The parts of one task while it is learnt: lists, prompts, teachers, what trains, batches and log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <sdkt/batch/batch_source.hpp>
#include <sdkt/compose/hooks.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/parameter_passes.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/task_lists.hpp>
#include <sdkt/run/task_moments.hpp>
#include <sdkt/run/task_passes.hpp>
#include <sdkt/step/compared_texts.hpp>
#include <sdkt/step/guidance.hpp>
#include <sdkt/step/step_log.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/step/trained_parameters.hpp>

namespace sdkt::run {

/// One task of a run, from its beginning to its end. Run is a continual_run, whose parts it borrows.
///
/// The constructor begins the task: it calls the extensions, sets the teachers, and encodes the texts
/// that stay the same. If the run continues from a checkpoint within the task, optimiser, teachers
/// and extensions are restored.
template <class Run>
struct task_in_training {
  using composition_type = typename Run::composition_type;
  using reference_type = typename Run::reference_type;

  /// Errors: data_error and setting_error for lists that extensions have made unusable.
  task_in_training(Run& run, std::size_t task);
  task_in_training(const task_in_training&) = delete;  // its parts refer to each other
  task_in_training& operator=(const task_in_training&) = delete;
  ~task_in_training() = default;

  task_lists lists;
  task_begin begin;
  std::int64_t num_steps;
  step::text_ids prompts;
  step::compared_texts compared;
  step::guidance<composition_type, reference_type> teachers;
  detail::pass_inputs<decltype(composition_type::model)> passes;
  parameter_passes passes_of_parameters;
  step::trained_parameters<decltype(composition_type::parameterisation),
                           decltype(composition_type::optimiser)>
      parameters;
  std::int64_t first_step;  ///< above 0 if the run continues from a checkpoint within the task
  batch::batch_source batches;
  step::step_log log;
};

template <class Run>
task_in_training<Run>::task_in_training(Run& run, std::size_t task)
    : lists{run.tasks_[task], run.reference_},
      begin{run.begin_task(task, lists)},
      num_steps{run.count_steps(task, lists)},
      prompts{step::tokenize_prompts(run.parts_.model, lists.prompts).to(run.device_)},
      compared{step::texts_of_task<Run::num_teachers>(
          run.parts_.model, run.parts_.loss, lists.reference, prompts, run.device_,
          {.seed = run.options_.seed, .task = static_cast<std::uint32_t>(task)})},
      teachers{run.parts_,
               run.student_,
               {.begin = begin,
                .prompts = prompts,
                .compared = compared.texts,
                .images_drawn = num_steps * run.options_.reference_batch_size,
                .text_tower_trains = run.text_tower_trains(),
                .micro_batch_size = run.options_.micro_batch_size,
                .group = run.group_,
                .seen = run.seen_}},
      passes{run.passes_over(lists, prompts, begin.task)},
      passes_of_parameters{detail::passes_over_task(passes)},
      parameters{run.parts_.parameterisation, run.begin_of_parameters(begin, num_steps, passes_of_parameters),
                 run.parts_.optimiser, run.options_.weight_decay, run.group_},
      first_step{run.restore_task(parameters, teachers)},
      batches{
          {.images = lists.samples,
           .reference = batch::draw_from(lists.reference, Run::draws_reference, std::move(compared.labels)),
           .task = static_cast<std::uint32_t>(task),
           .first_step = first_step,
           .num_steps = num_steps,
           .names_views = run.seen_.store != nullptr,
           .group = run.group_},
          compose::view_of(run.parts_.model),
          run.upload_,
          run.options_},
      log{begin.task, run.record_.tasks[task].name, first_step, num_steps, Run::num_teachers, run.device_} {}

}  // namespace sdkt::run
