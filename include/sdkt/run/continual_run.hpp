// SPDX-License-Identifier: MIT
//
// One run over a row of tasks. train() is the method's pseudo-code; the policies fill in its lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <sdkt/batch/batch_source.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/checkpoint/run_checkpoints.hpp>
#include <sdkt/checkpoint/run_position.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/compose/hooks.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/record/persist_record.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/progress.hpp>
#include <sdkt/run/task_lists.hpp>
#include <sdkt/run/task_moments.hpp>
#include <sdkt/step/compared_texts.hpp>
#include <sdkt/step/cross_entropy.hpp>
#include <sdkt/step/differentiate.hpp>
#include <sdkt/step/fused_losses.hpp>
#include <sdkt/step/guidance.hpp>
#include <sdkt/step/image_features.hpp>
#include <sdkt/step/optimiser.hpp>
#include <sdkt/step/seen_views.hpp>
#include <sdkt/step/step_graphs.hpp>
#include <sdkt/step/step_log.hpp>
#include <sdkt/step/student.hpp>

namespace sdkt {

/// The state of one run. Made by trainer::run, which has checked the composition and the data.
template <class Composition, class TaskType, class Reference>
class continual_run {
  static constexpr std::size_t num_teachers = decltype(Composition::teacher)::num_teachers;
  static constexpr bool draws_reference = num_teachers > 0 && !is_own_images<Reference>;

 public:
  /// The record comes with its tasks and settings filled in.
  continual_run(Composition parts, const trainer_options& options, std::vector<TaskType> tasks,
                Reference reference, evaluated_data data, run_record record, run_identity identity,
                const run_observer& observer)
      : parts_{std::move(parts)},
        options_{with_image_store(options)},
        tasks_{std::move(tasks)},
        reference_{std::move(reference)},
        record_{std::move(record)},
        observer_{observer},
        device_{resolve_device(options.device)},
        upload_{device_},
        student_{parts_.model.layout(), slices_that_train(parts_.model, options),
                 parts_.model.weights().to(device_), options.precision, parts_.model.towers().logit_scale},
        pretrained_{device_.is_cpu() ? student_.trained().take(parts_.model.weights())  // the model's own
                                     : student_.theta().clone()},
        evaluator_{parts_.model, evaluation_tasks(tasks_), std::move(data), upload_,
                   evaluation_of(options_, text_tower_trains())},
        checkpoints_{options.checkpoints, std::move(identity), observer},
        progress_{observer, tasks_.size(), record_.total_steps(),
                  evaluator_.num_images() * static_cast<std::int64_t>(tasks_.size() + 1)},
        recorder_{recorder_of(parts_, options.step_graph, device_)},
        seen_{views_to_keep<Composition, Reference>(parts_, options, device_, recorder_ != nullptr)} {}

  /// Evaluates, then trains and evaluates task after task. Returns the final weights [P] and the record.
  std::pair<at::Tensor, run_record> operator()() {
    const at::AutoGradMode gradients{true};
    const own_stream_of_device stream{device_, options_.step_graph};
    continue_where_it_stopped();
    if (observer_.on_stage) observer_.on_stage(record_);
    while (at_.stage <= static_cast<std::int64_t>(tasks_.size())) {
      if (!at_.is_trained) train(static_cast<std::size_t>(at_.stage - 1));
      evaluate(static_cast<std::size_t>(at_.stage));
      if (next_start_.defined() && at_.stage < static_cast<std::int64_t>(tasks_.size()))
        student_.theta().copy_(next_start_);
      next_start_ = at::Tensor{};
      at_ = {.stage = at_.stage + 1, .is_trained = false};
      keep_checkpoint();
    }
    checkpoints_.wait();
    return {student_.weights().to(at::kCPU), std::move(record_)};
  }

 private:
  /// Learns one task, or what is left of it.
  void train(std::size_t task) {
    const auto& model = parts_.model;
    task_lists lists{tasks_[task], reference_};
    const task_begin begin = begin_of(task, lists);
    detail::on_task_begin(parts_.extensions, begin);
    lists.check(record_.tasks[task].name, is_own_images<Reference>);
    const std::int64_t num_steps = steps_of(task, lists);
    const text_ids prompts = tokenize_prompts(model, lists.prompts).to(device_);
    compared_texts compared =
        texts_of_task<num_teachers>(model, parts_.loss, lists.reference, prompts, device_,
                                    {.seed = options_.seed, .task = static_cast<std::uint32_t>(task)});
    guidance<Composition, Reference> teachers{parts_,
                                              student_,
                                              begin,
                                              prompts,
                                              compared.texts,
                                              num_steps * options_.reference_batch_size,
                                              text_tower_trains(),
                                              seen_};
    const auto strengths = strengths_of<num_teachers>(parts_.selection);
    const fused_losses<Composition> fused{parts_, device_, options_.label_smoothing};
    adamw optimiser{student_.theta(), {.weight_decay = options_.weight_decay}};
    const std::int64_t first_step = continue_task(optimiser, teachers);
    batch_source batches{lists.samples,
                         draw_from(lists.reference, draws_reference, std::move(compared.labels)),
                         static_cast<std::uint32_t>(task),
                         first_step,
                         num_steps,
                         view_of(model),
                         upload_,
                         options_,
                         seen_.store != nullptr};
    step_log log{begin.task, record_.tasks[task].name, first_step, num_steps, num_teachers, device_};
    progress_.begin(run_progress::phase::training, task + 1, record_.tasks[task].name, num_steps, first_step);

    std::int64_t step = first_step;
    const auto make_step = [&](const training_batch& batch) {
      image_features images{model, student_.views(), batch.pixels, options_.micro_batch_size};
      const at::Tensor& images_NE = images.rows_NE();  // of task and reference
      const at::Tensor texts_CE = teachers.class_texts();
      const at::Tensor scale = model.logit_scale(student_.views());

      step_terms terms =
          fused.take(images_NE, texts_CE, scale)  // kernels, if there are any
              ? fused.classify(images_NE, texts_CE, scale, batch.labels_B)
              : step_terms{.cross_entropy = cross_entropy(images_NE, texts_CE, scale, batch.labels_B,
                                                          options_.label_smoothing)};
      if constexpr (num_teachers > 0) {
        if (teachers.guides()) {
          const encoded own = teachers.own(images_NE, batch, texts_CE, scale);
          const auto targets = teachers.look(batch, own);
          if (terms.by_kernels()) {
            fused.distil(own.images_RE, targets, strengths, terms);
          } else {
            const at::Tensor weights_RN = teachers.weigh(targets);
            const at::Tensor weights_TN = teachers.weigh_texts(targets);
            for (std::size_t n = 0; n < num_teachers; ++n) {
              terms.distillation.push_back(teachers.distil(own, targets, weights_RN, weights_TN, n));
            }
            terms.selection_R = weights_RN.select(1, 0);
          }
        }
      }
      differentiate(terms, strengths, images, parts_.extensions, student_, step, options_.max_gradient_norm);
      optimiser.update(student_.theta(), student_.gradient());
      student_.limit_logit_scale(options_.max_logit_scale);
      return terms;
    };
    step_graphs steps{recorder_, make_step};
    for (; step < num_steps; ++step) {
      const double rate = learning_rate(step, num_steps, options_, record_.tasks[task].name);
      optimiser.set_learning_rate(rate);
      log.add(steps(batches.next()), rate);
      const step_end moment{step, student_.theta(), batches.ends_pass(step)};
      teachers.after_step(moment);
      detail::on_step_end(parts_.extensions, moment);
      if (step == first_step) student_.check_gradients_are_views();
      if (step + 1 == num_steps || (step + 1) % options_.log_interval == 0) report(step + 1, log);
      if (checkpoints_.is_time()) {
        report(step + 1, log);
        at_.step = step + 1;
        keep_checkpoint(&optimiser, &teachers);
      }
    }
    at_.step = num_steps;  // where extensions that take long are continued
    if (detail::ends_tasks(parts_.extensions)) keep_checkpoint(&optimiser, &teachers);
    const auto watch = [this](std::int64_t done, std::int64_t total) {
      progress_.looked_back(done, total);
      checkpoints_.stop_if_asked(place_of(at_, record_));
    };
    detail::on_task_end(parts_.extensions, detail::end_of_task(begin, model, student_, lists, prompts,
                                                               upload_, options_, next_start_, watch));
    at_ = {.stage = at_.stage, .is_trained = true};
  }

  void report(std::int64_t done, step_log& log) {
    if (!log.has_news()) return;
    log.read(record_.steps);
    log.read_selection(record_.selection);
    if (observer_.on_steps) observer_.on_steps(record_);
    progress_.trained(done, record_.steps.back().loss);
  }

  /// Measures a stage: 0 is zero-shot, then by task.
  void evaluate(std::size_t stage) {
    progress_.begin(run_progress::phase::evaluating, stage, record_.stage_name(stage),
                    evaluator_.num_images(), evaluator_.images_done());
    evaluation measured = evaluator_.evaluate(student_.views().frozen(), [&](std::int64_t images) {
      progress_.evaluated(images);
      if (checkpoints_.is_time()) keep_checkpoint();
    });
    add_stage(record_, stage, std::move(measured));
    if (observer_.on_stage) observer_.on_stage(record_);
  }

  /// A task that is continued begins again, from the weights that it began with.
  task_begin begin_of(std::size_t task, task_lists& lists) {
    if (at_.step > 0) {
      if (!start_.defined()) start_ = pretrained_;
      student_.theta().copy_(start_);
    } else {
      start_ = task == 0 ? pretrained_ : student_.theta().clone();
    }
    return detail::begin_of_task(task, tasks_, reference_, student_, start_, pretrained_, lists);
  }

  /// Exemplars may have lengthened the task.
  std::int64_t steps_of(std::size_t task, const task_lists& lists) {
    std::int64_t& planned = record_.tasks[task].num_steps;
    const std::int64_t num_steps =
        steps_of_task(batches_of(static_cast<std::int64_t>(lists.samples.size()), options_), options_);
    progress_.expect_more_steps(num_steps - planned);
    return planned = num_steps;
  }

  /// Puts back what a checkpoint holds of the whole run.
  void continue_where_it_stopped() {
    if (!checkpoints_.open(device_, [this](archive& state) { persist(state); })) return;
    const bool is_over = at_.stage > static_cast<std::int64_t>(tasks_.size());
    if (is_over && !checkpoints_.has_weights() && observer_.on_stage) observer_.on_stage(record_);
    checkpoints_.expect_weights(is_over);
    if (at_.step == 0) checkpoints_.forget();  // the next task has nothing to put back
    progress_.continue_at(static_cast<std::int64_t>(record_.steps.size()), record_.total_steps(),
                          evaluator_.images_done_in_all());
  }

  /// Puts back what a checkpoint within this task holds besides. Returns the step to go on with.
  template <class Teachers>
  std::int64_t continue_task(adamw& optimiser, Teachers& teachers) {
    // All of it again: the task has begun again since, and the extensions with it.
    const auto persist_all = [&](archive& state) { persist(state, &optimiser, &teachers); };
    return checkpoints_.continue_task(persist_all) ? at_.step : 0;
  }

  template <class... Parts>
  void keep_checkpoint(Parts*... of_the_task) {
    checkpoints_.keep(place_of(at_, record_), student_.theta(),
                      [&](archive& state) { persist(state, of_the_task...); });
  }

  /// Stores or restores all that outlives a step; between tasks there is neither optimiser nor teacher.
  template <class... Parts>
  void persist(archive& state, Parts*... of_the_task) {
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
    (state.part(std::string{Parts::name}, *of_the_task), ...);
    if (!state.restores()) return;
    student_.theta().copy_(theta);
    start_ = start;
  }

  bool text_tower_trains() const noexcept { return student_.trained().touches(parts_.model.towers().text); }

  Composition parts_;
  trainer_options options_;
  std::vector<TaskType> tasks_;
  Reference reference_;
  run_record record_;
  const run_observer& observer_;
  at::Device device_;
  upload upload_;
  student student_;
  at::Tensor pretrained_;  // [Q] of the trained range
  evaluator<decltype(Composition::model)> evaluator_;
  run_checkpoints checkpoints_;
  progress_counter progress_;
  const cuda::kernel_set* recorder_;  // null: steps are made as they are called
  seen_views seen_;
  run_position at_;
  at::Tensor start_;       // [Q] what the current task began with
  at::Tensor next_start_;  // [Q] what the next one begins with, where that is not what is evaluated
};

}  // namespace sdkt
