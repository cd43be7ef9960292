// SPDX-License-Identifier: MIT
//
// The method over a sequence of tasks: evaluate, then learn and evaluate one task after the other. One step
// of a task is in step/training_step.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <sdkt/batch/image_loading.hpp>
#include <sdkt/checkpoint/run_checkpoints.hpp>
#include <sdkt/checkpoint/run_position.hpp>
#include <sdkt/classifier/cosine.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/compose/hooks.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/classifier.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/parameter_passes.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/evaluate/learnt_classifier.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/record/observer.hpp>
#include <sdkt/record/persist_record.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/progress.hpp>
#include <sdkt/run/task_in_training.hpp>
#include <sdkt/run/task_moments.hpp>
#include <sdkt/run/task_passes.hpp>
#include <sdkt/step/seen_views.hpp>
#include <sdkt/step/step_graphs.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/step/training_step.hpp>

namespace sdkt::run {

/// The inputs of a run. The record already has its tasks and settings.
template <class Composition, class TaskType, class Reference>
struct run_inputs {
  Composition parts;
  const trainer_options& options;
  std::vector<TaskType> tasks;
  Reference reference;
  evaluate::evaluated_data data;
  run_record record;
  checkpoints::run_identity identity;
  const run_observer& observer;
  distributed::processes group = {};
};

/// One run. Created by trainer::run, which has checked the composition and the data.
template <class Composition, class TaskType, class Reference>
class continual_run {
 public:
  using composition_type = Composition;
  using reference_type = Reference;
  static constexpr std::size_t num_teachers = decltype(Composition::teacher)::num_teachers;
  static constexpr bool learns_classes =
      compose::classifier_clauses<decltype(Composition::classifier)>::named_learn_task;
  static constexpr bool draws_reference = num_teachers > 0 && !compose::is_own_images<Reference>;
  static constexpr bool parameters_end_tasks =
      compose::parameterisation_clauses<decltype(Composition::parameterisation)>::named_end_task;

  explicit continual_run(run_inputs<Composition, TaskType, Reference> given);

  /// Runs to the end. Returns the final weights [P] and the record.
  std::pair<at::Tensor, run_record> operator()();

  /// What the classifier has learnt; empty for one that does not learn.
  std::optional<learnt_classifier> learnt() const;

 private:
  using task_type = task_in_training<continual_run>;
  friend task_type;

  void learn(std::size_t task);
  void finish_task(task_type& now);
  void learn_classes(const task_begin& begin, const features_pass& features);
  void evaluate(std::size_t stage);
  void go_on();

  task_begin begin_task(std::size_t task, task_lists& lists);
  detail::pass_inputs<decltype(Composition::model)> passes_over(const task_lists& lists,
                                                                const step::text_ids& prompts,
                                                                std::int64_t task);
  parameters_begin begin_of_parameters(const task_begin& begin, std::int64_t num_steps,
                                       const parameter_passes& passes);
  void end_parameters(const task_type& now);
  std::int64_t count_steps(std::size_t task, const task_lists& lists);
  void report(std::int64_t done, step::step_log& log);

  void restore();
  template <class Parameters, class Teachers>
  std::int64_t restore_task(Parameters& parameters, Teachers& teachers);
  template <class... Parts>
  void keep_checkpoint(Parts*... of_the_task);
  template <class... Parts>
  void persist(archive& state, Parts*... of_the_task);

  bool is_over() const { return at_.stage > static_cast<std::int64_t>(tasks_.size()); }
  bool text_tower_trains() const { return student_.trained().touches(parts_.model.towers().text); }

  Composition parts_;
  trainer_options options_;
  std::vector<TaskType> tasks_;
  Reference reference_;
  run_record record_;
  const run_observer& observer_;
  distributed::processes group_;
  at::Device device_;
  device::upload upload_;
  step::student student_;
  at::Tensor pretrained_;  // [Q], initial values of the trained weights
  evaluate::evaluator<decltype(Composition::model), decltype(Composition::classifier)> evaluator_;
  checkpoints::run_checkpoints checkpoints_;
  progress_counter progress_;
  const cuda::kernel_set* recorder_;  // null: steps are not recorded as device graphs
  step::seen_views seen_;
  checkpoints::run_position at_;
  at::Tensor start_;       // [Q], weights at the start of the current task
  at::Tensor next_start_;  // [Q], weights at the start of the next task, if not the evaluated ones
};

// --- the method ----------------------------------------------------------------------------------------

template <class Composition, class TaskType, class Reference>
std::pair<at::Tensor, run_record> continual_run<Composition, TaskType, Reference>::operator()() {
  const at::AutoGradMode gradients{true};
  const step::own_stream_of_device stream{device_, options_.step_graph};
  restore();  // from a checkpoint, if there is one to continue from
  if (observer_.on_stage) observer_.on_stage(record_);
  while (!is_over()) {
    if (!at_.is_trained) learn(static_cast<std::size_t>(at_.stage - 1));
    evaluate(static_cast<std::size_t>(at_.stage));  // stage 0: zero-shot
    go_on();
  }
  checkpoints_.wait();
  if (group_.are_several()) group_.wait_for_all();
  return {student_.weights().to(at::kCPU), std::move(record_)};
}

/// Learns one task, or the rest of it.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::learn(std::size_t task) {
  task_type now{*this, task};
  step::training_step<Composition, Reference> step{parts_,         student_, now.teachers,
                                                   now.parameters, options_, group_};
  step::step_graphs steps{recorder_, std::ref(step), observer_};  // replays recorded steps, or calls the step
  progress_.begin(run_progress::phase::training, task + 1, record_.tasks[task].name, now.num_steps,
                  now.first_step);

  for (std::int64_t k = now.first_step; k < now.num_steps; ++k) {
    const double rate = options::learning_rate(k, now.num_steps, options_, record_.tasks[task].name);
    now.parameters.set_learning_rate(rate);
    const step::step_terms terms = steps(now.batches.next());
    now.log.add(terms, rate);

    const step_end moment{k, student_.theta(), now.batches.ends_pass(k)};
    now.teachers.after_step(moment);
    detail::on_step_end(parts_.extensions, moment);

    if (k == now.first_step) student_.check_gradients_are_views();
    if (k + 1 == now.num_steps || (k + 1) % options_.log_interval == 0) report(k + 1, now.log);
    if (checkpoints_.is_time()) {
      report(k + 1, now.log);
      at_.step = k + 1;
      keep_checkpoint(&now.parameters, &now.teachers);
    }
  }
  finish_task(now);
}

/// Lets extensions process the finished task: merge weights, estimate importance, choose exemplars. Then the classifier
/// learns from it. A task without steps has the checkpoint of its beginning.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::finish_task(task_type& now) {
  at_.step = now.num_steps;
  if ((detail::ends_tasks(parts_.extensions) || learns_classes || parameters_end_tasks) && now.num_steps > 0)
    keep_checkpoint(&now.parameters, &now.teachers);
  const task_end end = detail::end_of_task(now.begin, now.lists, now.passes, next_start_);
  detail::on_task_end(parts_.extensions, end);
  if constexpr (learns_classes) learn_classes(now.begin, end.features);
  end_parameters(now);
  at_ = {.stage = at_.stage, .is_trained = true};
}

/// Measures a stage: 0 is zero-shot, then one stage per task.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::evaluate(std::size_t stage) {
  progress_.begin(run_progress::phase::evaluating, stage, record_.stage_name(stage), evaluator_.num_images(),
                  evaluator_.images_done());
  if constexpr (!std::is_same_v<decltype(parts_.classifier), cosine>)
    evaluator_.classify_by(parts_.classifier, evaluate::classes_of(evaluator_.space(), stage));
  evaluate::evaluation measured = evaluator_.evaluate(student_.views().frozen(), [&](std::int64_t images) {
    progress_.evaluated(images);
    if (checkpoints_.is_time()) keep_checkpoint();
  });
  evaluate::add_stage(record_, stage, std::move(measured));
  if (observer_.on_stage) observer_.on_stage(record_);
}

/// Moves to the next stage, which starts from the evaluated weights unless an extension has set others.
template <class Composition, class TaskType, class Reference>
void continual_run<Composition, TaskType, Reference>::go_on() {
  if (next_start_.defined() && at_.stage < static_cast<std::int64_t>(tasks_.size()))
    student_.theta().copy_(next_start_);
  next_start_ = at::Tensor{};
  at_ = {.stage = at_.stage + 1, .is_trained = false};
  keep_checkpoint();
}

}  // namespace sdkt::run

#include <sdkt/run/impl/continual_run.tpp>
