// SPDX-License-Identifier: MIT
//
// One run over a row of tasks. train() is the method's pseudo-code; the policies fill in its lines.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/stream/reference.hpp>
#include <sdkt/train/batch_source.hpp>
#include <sdkt/train/compared_texts.hpp>
#include <sdkt/train/composition.hpp>
#include <sdkt/train/cross_entropy.hpp>
#include <sdkt/train/device.hpp>
#include <sdkt/train/evaluator.hpp>
#include <sdkt/train/extension_hooks.hpp>
#include <sdkt/train/guidance.hpp>
#include <sdkt/train/optimiser.hpp>
#include <sdkt/train/options.hpp>
#include <sdkt/train/progress.hpp>
#include <sdkt/train/record.hpp>
#include <sdkt/train/schedule.hpp>
#include <sdkt/train/step_log.hpp>
#include <sdkt/train/student.hpp>
#include <sdkt/train/task_lists.hpp>
#include <sdkt/train/task_passes.hpp>
#include <sdkt/train/trained_part.hpp>

namespace sdkt {

/// The state of one run. Made by trainer::run, which has checked the composition and the data.
template <class Composition, class TaskType, class Reference>
class continual_run {
  static constexpr std::size_t num_teachers = decltype(Composition::teacher)::num_teachers;
  using extensions_type = decltype(Composition::extensions);

 public:
  /// The record comes with its tasks and settings filled in.
  continual_run(Composition parts, const trainer_options& options, std::vector<TaskType> tasks,
                Reference reference, run_record record, const run_observer& observer)
      : parts_{std::move(parts)},
        options_{options},
        tasks_{std::move(tasks)},
        reference_{std::move(reference)},
        record_{std::move(record)},
        observer_{observer},
        device_{resolve_device(options.device)},
        student_{parts_.model.layout(), slices_that_train(parts_.model, options),
                 parts_.model.weights().to(device_), options.precision, parts_.model.towers().logit_scale},
        pretrained_{student_.theta().clone()},
        evaluator_{parts_.model,
                   evaluation_tasks(),
                   reference_.samples(),
                   device_,
                   {.batch_size = options.evaluation_batch_size,
                    .distance_images = options.distance_images,
                    .loading = {.threads = options.decoding_threads,
                                .max_images = 4 * options.evaluation_batch_size},
                    .keep_predictions = options.save_predictions,
                    .text_tower_trains = text_tower_trains()}},
        progress_{observer, tasks_.size(), total_steps(),
                  evaluator_.num_images() * static_cast<std::int64_t>(tasks_.size() + 1)} {}

  /// Evaluates, then trains and evaluates task after task. Returns the final weights [P] and the record.
  std::pair<at::Tensor, run_record> operator()() {
    if (observer_.on_stage) observer_.on_stage(record_);
    evaluate(0);
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      const std::optional<at::Tensor> next_start = train(task);
      evaluate(task + 1);
      const bool is_last = task + 1 == tasks_.size();
      if (next_start && !is_last) student_.theta().copy_(*next_start);
    }
    return {student_.weights().to(at::kCPU), std::move(record_)};
  }

 private:
  /// Learns one task. Returns what the next one starts from, if an extension wants other weights than are
  /// evaluated.
  std::optional<at::Tensor> train(std::size_t task) {
    const auto& model = parts_.model;
    task_lists lists{tasks_[task], reference_};
    const task_begin begin = begin_of(task, lists);
    detail::on_task_begin(parts_.extensions, begin);
    lists.check(record_.tasks[task].name, is_own_images<Reference>);
    const std::int64_t num_steps = steps_of(task, lists);
    const at::Tensor prompts_CL = model.tokenize(lists.prompts).to(device_);
    compared_texts compared = texts_of(lists, begin, prompts_CL);
    guidance<Composition, Reference> teachers{parts_,
                                              student_,
                                              begin,
                                              prompts_CL,
                                              compared.ids_TL,
                                              num_steps * options_.reference_batch_size,
                                              text_tower_trains()};
    const auto strengths = strengths_of<num_teachers>(parts_.selection);
    batch_source batches{lists.samples,
                         draw_of(lists, std::move(compared.labels)),
                         static_cast<std::uint32_t>(task),
                         num_steps,
                         model.image_size(),
                         device_,
                         options_};
    adamw optimiser{student_.theta(), {.weight_decay = options_.weight_decay}};
    step_log log{begin.task, record_.tasks[task].name, num_steps, num_teachers, device_};
    progress_.begin(run_progress::phase::training, task + 1, record_.tasks[task].name, num_steps);

    for (std::int64_t step = 0; step < num_steps; ++step) {
      const training_batch batch = batches.next();
      const at::Tensor images_NE =
          model.encode_image(student_.views(), batch.pixels);  // task and reference at once
      const at::Tensor texts_CE = teachers.class_texts();
      const at::Tensor scale = model.logit_scale(student_.views());

      step_terms terms;
      terms.cross_entropy =
          cross_entropy(images_NE, texts_CE, scale, batch.labels_B, options_.label_smoothing);
      if constexpr (num_teachers > 0) {
        if (teachers.guides()) {
          const encoded own = teachers.own(images_NE, batch, texts_CE, scale);
          const auto targets = teachers.look(batch, own);
          const at::Tensor weights_RN = teachers.weigh(targets);
          const at::Tensor weights_TN = teachers.weigh_texts(targets);
          for (std::size_t n = 0; n < num_teachers; ++n) {
            terms.distillation.push_back(teachers.distil(own, targets, weights_RN, weights_TN, n));
          }
          terms.mean_selection = weights_RN.select(1, 0).mean();
        }
      }
      differentiate(terms, strengths, step);
      const double rate = learning_rate(step, num_steps, options_);
      optimiser.update(student_.theta(), student_.gradient(), rate);
      student_.limit_logit_scale(options_.max_logit_scale);
      const step_end moment{step, student_.theta(), batches.ends_pass(step)};
      teachers.after_step(moment);
      detail::on_step_end(parts_.extensions, moment);

      log.add(terms, rate);
      if (step == 0) student_.check_gradients_are_views();
      if (step + 1 == num_steps || (step + 1) % options_.log_interval == 0) report(step + 1, log);
    }

    at::Tensor next_start;
    detail::on_task_end(parts_.extensions, end_of(begin, lists, prompts_CL, next_start));
    return next_start.defined() ? std::optional{next_start} : std::nullopt;
  }

  /// Adds up the terms of a step and leaves the gradient of their sum, penalties included, in the student.
  void differentiate(step_terms& terms, const std::array<double, num_teachers>& strengths,
                     std::int64_t step) {
    student_.zero_gradient();
    const at::Tensor rest = detail::add_penalties(parts_.extensions, student_.whole(), terms.cross_entropy);
    at::Tensor distillation;
    for (std::size_t n = 0; n < terms.distillation.size(); ++n) {
      const at::Tensor term = terms.distillation[n].mul(strengths[n]);
      distillation = distillation.defined() ? distillation.add(term) : term;
    }
    terms.loss = distillation.defined() ? rest.add(distillation) : rest;
    if constexpr (detail::watches_distillation(static_cast<const extensions_type*>(nullptr))) {
      if (distillation.defined()) distillation.backward({}, /*retain_graph=*/true);
      detail::on_distillation_end(parts_.extensions, {step, student_.theta(), student_.gradient()});
      rest.backward();
    } else {
      terms.loss.backward();
    }
    detail::on_backward_end(parts_.extensions, {step, student_.theta(), student_.gradient()});
    if (options_.max_gradient_norm > 0) clip_norm(student_.gradient(), options_.max_gradient_norm);
  }

  void report(std::int64_t done, step_log& log) {
    log.read(record_.steps);
    if (observer_.on_steps) observer_.on_steps(record_);
    progress_.trained(done, record_.steps.back().loss);
  }

  /// Measures a stage: 0 is zero-shot, then by task.
  void evaluate(std::size_t stage) {
    progress_.begin(run_progress::phase::evaluating, stage, record_.stage_name(stage),
                    evaluator_.num_images());
    evaluation measured =
        evaluator_.evaluate(student_.views(), [&](std::int64_t images) { progress_.evaluated(images); });
    if (stage == 0) {
      record_.accuracy.zero_shot = std::move(measured.accuracy);
      record_.accuracy_union.zero_shot = std::move(measured.accuracy_union);
    } else {
      record_.accuracy.trained.push_back(std::move(measured.accuracy));
      record_.accuracy_union.trained.push_back(std::move(measured.accuracy_union));
    }
    record_.distances.push_back(std::move(measured.distances));
    for (auto& prediction : measured.predictions) {
      prediction.stage = stage;
      record_.predictions.push_back(std::move(prediction));
    }
    if (observer_.on_stage) observer_.on_stage(record_);
  }

  task_begin begin_of(std::size_t task, task_lists& lists) const {
    task_begin begin;
    begin.task = static_cast<std::int64_t>(task);
    begin.theta = student_.theta();
    begin.previous = task == 0 ? pretrained_ : student_.theta().clone();
    begin.pretrained = pretrained_;
    begin.samples = &lists.samples;
    begin.class_names = &lists.class_names;
    begin.prompts = &lists.prompts;
    begin.reference = &lists.reference;
    begin.trained = &student_.trained();
    for (std::size_t earlier = 0; earlier < task; ++earlier)
      begin.earlier.push_back(&tasks_[earlier].train());
    if constexpr (is_own_images<Reference>) lists.reference.samples = &lists.samples;
    if constexpr (detail::names_for_task<Reference>) lists.reference = reference_.for_task(begin);
    return begin;
  }

  /// Exemplars may have lengthened the task.
  std::int64_t steps_of(std::size_t task, const task_lists& lists) {
    std::int64_t& planned = record_.tasks[task].num_steps;
    const std::int64_t num_steps =
        steps_of_task(batches_of(static_cast<std::int64_t>(lists.samples.size()), options_), options_);
    progress_.expect_more_steps(num_steps - planned);
    planned = num_steps;
    return num_steps;
  }

  reference_draw draw_of(const task_lists& lists, std::vector<std::int64_t> labels) const {
    if (num_teachers == 0 || is_own_images<Reference> || !lists.has_reference()) return {};
    return {lists.reference.samples, std::move(labels), lists.reference.is_shuffled};
  }

  compared_texts texts_of(const task_lists& lists, const task_begin& begin,
                          const at::Tensor& prompts_CL) const {
    compared_texts compared;
    if constexpr (num_teachers > 0) {
      if (lists.has_reference()) {
        compared = texts_to_compare(parts_.model, parts_.loss, lists.reference, prompts_CL,
                                    {.seed = options_.seed, .task = static_cast<std::uint32_t>(begin.task)});
      }
      if (compared.ids_TL.defined()) compared.ids_TL = compared.ids_TL.to(device_);
    }
    return compared;
  }

  task_end end_of(const task_begin& begin, const task_lists& lists, const at::Tensor& prompts_CL,
                  at::Tensor& next_start) {
    task_end end;
    end.task = begin.task;
    end.theta = student_.theta();
    end.start = begin.previous;
    end.pretrained = pretrained_;
    end.next_start = &next_start;
    end.samples = &lists.samples;
    end.class_names = &lists.class_names;
    end.gradients =
        detail::gradients_over(parts_.model, student_, lists.samples, prompts_CL, device_, options_,
                               static_cast<std::uint32_t>(begin.task), text_tower_trains());
    end.features = detail::features_over(parts_.model, student_, lists.samples, device_, options_);
    return end;
  }

  bool text_tower_trains() const noexcept { return student_.trained().touches(parts_.model.towers().text); }

  std::vector<evaluation_task> evaluation_tasks() const {
    std::vector<evaluation_task> result;
    for (const auto& task : tasks_) result.push_back({&task.test(), task.prompts()});
    return result;
  }

  std::int64_t total_steps() const {
    std::int64_t sum = 0;
    for (const auto& task : record_.tasks) sum += task.num_steps;
    return sum;
  }

  Composition parts_;
  trainer_options options_;
  std::vector<TaskType> tasks_;
  Reference reference_;
  run_record record_;
  const run_observer& observer_;
  at::Device device_;
  student student_;
  at::Tensor pretrained_;  // [Q] of the trained range
  evaluator<decltype(Composition::model)> evaluator_;
  progress_counter progress_;
};

}  // namespace sdkt
