// SPDX-License-Identifier: MIT
//
// The rest of continual_run.hpp: construction of a run, start of a task, and storing and restoring both.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>

#include <sdkt/run/continual_run.hpp>

namespace sdkt::run {

template <class Composition, class TaskType, class Reference>
continual_run<Composition, TaskType, Reference>::continual_run(
    run_inputs<Composition, TaskType, Reference> given)
    : parts_{std::move(given.parts)},
      options_{batch::with_image_store(given.options)},
      tasks_{std::move(given.tasks)},
      reference_{std::move(given.reference)},
      record_{std::move(given.record)},
      observer_{given.observer},
      group_{std::move(given.group)},
      device_{device::resolve_device(given.options.device)},
      upload_{device_},
      student_{parts_.model.layout(), options::slices_that_train(parts_.model, given.options),
               parts_.model.weights().to(device_), given.options.precision,
               parts_.model.towers().logit_scale},
      pretrained_{device_.is_cpu() ? student_.trained().take(parts_.model.weights())  // of the model
                                   : student_.theta().clone()},
      evaluator_{parts_.model, evaluate::evaluation_tasks(tasks_), std::move(given.data), upload_,
                 evaluate::evaluation_of(options_, text_tower_trains(), group_)},
      checkpoints_{given.options.checkpoints, std::move(given.identity), given.observer, group_},
      progress_{given.observer, tasks_.size(), record_.total_steps(),
                evaluator_.num_images() * static_cast<std::int64_t>(tasks_.size() + 1)},
      recorder_{step::recorder_of(parts_, given.options.step_graph, device_, given.observer, group_)},
      seen_{step::views_to_keep<Composition, Reference>(parts_, given.options, device_,
                                                        recorder_ != nullptr)} {}

/// Fills the lists and calls the extensions. A continued task begins again, from the
/// weights with which it began.
template <class Composition, class TaskType, class Reference>
task_begin continual_run<Composition, TaskType, Reference>::begin_task(std::size_t task, task_lists& lists) {
  if (at_.step > 0) {
    if (!start_.defined()) start_ = pretrained_;
    student_.theta().copy_(start_);
  } else {
    start_ = task == 0 ? pretrained_ : student_.theta().clone();
  }
  task_begin begin = detail::begin_of_task(task, tasks_, reference_, student_, start_, pretrained_, lists);
  detail::on_task_begin(parts_.extensions, begin);
  lists.check(record_.tasks[task].name, compose::is_own_images<Reference>);
  return begin;
}

/// The inputs of passes over a task's images, which show progress and can be stopped.
template <class Composition, class TaskType, class Reference>
detail::pass_inputs<decltype(Composition::model)>
continual_run<Composition, TaskType, Reference>::passes_over(const task_lists& lists,
                                                             const step::text_ids& prompts,
                                                             std::int64_t task) {
  const auto watch = [this](std::int64_t done, std::int64_t total) {
    progress_.looked_back(done, total);
    checkpoints_.stop_if_asked(checkpoints::place_of(at_, record_));
  };
  return {.model = parts_.model,
          .student = student_,
          .samples = lists.samples,
          .prompts = prompts,
          .to_device = upload_,
          .options = options_,
          .task = static_cast<std::uint32_t>(task),
          .text_tower_trains = text_tower_trains(),
          .watch = watch};
}

template <class Composition, class TaskType, class Reference>
parameters_begin continual_run<Composition, TaskType, Reference>::begin_of_parameters(
    const task_begin& begin, std::int64_t num_steps, const parameter_passes& passes) {
  const auto task = static_cast<std::size_t>(begin.task);
  progress_.begin(run_progress::phase::looking_back, task + 1, record_.tasks[task].name, 0, 0);
  return {.task = begin.task,
          .num_tasks = static_cast<std::int64_t>(tasks_.size()),
          .num_steps = num_steps,
          .seed = options_.seed,
          .start = start_,
          .theta = student_.theta(),
          .layout = &parts_.model.layout(),
          .trained = &student_.trained(),
          .passes = &passes};
}

/// Lets the parameterisation keep what later tasks need.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::end_parameters(const task_type& now) {
  if constexpr (parameters_end_tasks) {
    parts_.parameterisation.end_task({.task = now.begin.task,
                                      .num_tasks = static_cast<std::int64_t>(tasks_.size()),
                                      .start = start_,
                                      .theta = student_.theta(),
                                      .layout = &parts_.model.layout(),
                                      .trained = &student_.trained(),
                                      .passes = &now.passes_of_parameters});
  }
}

/// The number of steps of a task, whose lists extensions may have lengthened.
template <class Composition, class TaskType, class Reference>
std::int64_t continual_run<Composition, TaskType, Reference>::count_steps(std::size_t task,
                                                                          const task_lists& lists) {
  std::int64_t& planned = record_.tasks[task].num_steps;
  const std::int64_t num_steps = options::steps_of_task(
      options::batches_of(static_cast<std::int64_t>(lists.samples.size()), options_), options_);
  progress_.expect_more_steps(num_steps - planned);
  return planned = num_steps;
}

/// Lets the classifier learn from the features of the task's own images, which every process computes alike.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::learn_classes(const task_begin& begin,
                                                                    const features_pass& features) {
  const auto task = static_cast<std::size_t>(begin.task);
  const evaluate::label_space& space = evaluator_.space();
  std::size_t first_name = 0;
  for (std::size_t earlier = 0; earlier < task; ++earlier) first_name += space.labels[earlier].size();
  const auto own = std::min(begin.own_images, static_cast<std::int64_t>(begin.samples->size()));
  std::vector<std::int64_t> classes;
  for (std::int64_t image = 0; image < own; ++image) {
    const auto label = static_cast<std::size_t>((*begin.samples)[static_cast<std::size_t>(image)].label);
    classes.push_back(space.places[first_name + label]);
  }
  std::vector<at::Tensor> parts;
  features(own, [&](std::int64_t, const at::Tensor& features_BE) { parts.push_back(features_BE); });
  const at::NoGradGuard no_grad;
  parts_.classifier.learn_task({.task = begin.task,
                                .seed = options_.seed,
                                .features = at::cat(parts),
                                .labels = at::tensor(classes, at::kLong).to(device_),
                                .num_classes = evaluate::num_classes_of(space, task + 1)});
}

template <class Composition, class TaskType, class Reference>
std::optional<learnt_classifier> continual_run<Composition, TaskType, Reference>::learnt() const {
  if constexpr (learns_classes) {
    return evaluate::learnt_by(parts_.classifier, evaluator_.prompts_of_classes());
  } else {
    return std::nullopt;
  }
}

template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::report(std::int64_t done, step::step_log& log) {
  if (!log.has_news()) return;
  log.read(record_.steps);
  log.read_selection(record_.selection);
  if (observer_.on_steps) observer_.on_steps(record_);
  progress_.trained(done, record_.steps.back().loss);
}

/// Restores the checkpoint's part for the whole run.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::restore() {
  if (!checkpoints_.open(device_, [this](archive& state) { persist(state); })) return;
  if (is_over() && !checkpoints_.has_weights() && observer_.on_stage) observer_.on_stage(record_);
  checkpoints_.expect_weights(is_over());
  if (at_.step == 0) checkpoints_.forget();  // the next task has nothing to restore
  progress_.continue_at(static_cast<std::int64_t>(record_.steps.size()), record_.total_steps(),
                        evaluator_.images_done_in_all());
}

/// Restores the checkpoint's part for this task. Returns the step to continue with.
template <class Composition, class TaskType, class Reference>
template <class Parameters, class Teachers>
std::int64_t continual_run<Composition, TaskType, Reference>::restore_task(Parameters& parameters,
                                                                           Teachers& teachers) {
  // Restores everything again: meanwhile the task has begun again, and its extensions too.
  const auto persist_all = [&](archive& state) { persist(state, &parameters, &teachers); };
  return checkpoints_.continue_task(persist_all) ? at_.step : 0;
}

template <class Composition, class TaskType, class Reference>
template <class... Parts>
void continual_run<Composition, TaskType, Reference>::keep_checkpoint(Parts*... of_the_task) {
  checkpoints_.keep(checkpoints::place_of(at_, record_), student_.theta(),
                    [&](archive& state) { persist(state, of_the_task...); });
}

/// Stores or restores everything that outlives a step; between tasks there is neither optimiser nor teacher.
template <class Composition, class TaskType, class Reference>
template <class... Parts>
void continual_run<Composition, TaskType, Reference>::persist(archive& state, Parts*... of_the_task) {
  at::Tensor theta = student_.theta();
  at::Tensor start = at_.step > 0 && !start_.is_same(pretrained_) ? start_ : at::Tensor{};
  detail::persisted_record record{record_, evaluator_.test_paths()};
  state.part("position", at_);
  state("theta", theta);
  state("start", start);
  state("next_start", next_start_);
  state.part("evaluation", evaluator_);
  state.part("record", record);
  detail::persist_extensions(parts_.extensions, state);
  if constexpr (requires { parts_.parameterisation.persist(state); })
    state.part("parameterisation", parts_.parameterisation);
  if constexpr (learns_classes) state.part("classifier", parts_.classifier);
  (state.part(std::string{Parts::name}, *of_the_task), ...);
  if (!state.restores()) return;
  student_.theta().copy_(theta);
  start_ = start;
}

}  // namespace sdkt::run
