// SPDX-License-Identifier: MIT
//
// One run over a row of tasks. train() is the method's pseudo-code; the policies fill in its lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/narrow.h>

#include <sdkt/stream/reference.hpp>
#include <sdkt/train/batch_source.hpp>
#include <sdkt/train/composition.hpp>
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
#include <sdkt/train/task_passes.hpp>

namespace sdkt {

/// The state of one run. Made by trainer::run, which has checked the composition and the data.
template <class Composition, class TaskType, class Reference>
class continual_run {
  static constexpr std::size_t num_teachers = decltype(Composition::teacher)::num_teachers;

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
        student_{parts_.model.layout(), trained_range(parts_.model.towers(), options.trains),
                 parts_.model.weights().to(device_), options.precision},
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
    const auto number = static_cast<std::int64_t>(task);
    const std::int64_t num_steps = record_.tasks[task].num_steps;
    std::vector<sample> samples = tasks_[task].train();
    std::vector<std::string> class_names = tasks_[task].class_names();
    const at::Tensor start = task == 0 ? pretrained_ : student_.theta().clone();
    const at::Tensor prompts = model.tokenize(tasks_[task].prompts()).to(device_);

    const task_begin begin{number, student_.theta(), start, pretrained_, &samples, &class_names};
    detail::on_task_begin(parts_.extensions, begin);
    guidance<Composition, Reference> teachers{parts_, student_, reference_,
                                              begin,  prompts,  text_tower_trains()};
    const auto strengths = strengths_of<num_teachers>(parts_.selection);
    batch_source batches{samples,   drawn_reference(),  static_cast<std::uint32_t>(task),
                         num_steps, model.image_size(), device_,
                         options_};
    adamw optimiser{student_.theta(), {.weight_decay = options_.weight_decay}};
    step_log log{number, record_.tasks[task].name, num_steps, num_teachers, device_};
    progress_.begin(run_progress::phase::training, task + 1, record_.tasks[task].name, num_steps);

    for (std::int64_t step = 0; step < num_steps; ++step) {
      const training_batch batch = batches.next();
      const at::Tensor images_NE =
          model.encode_image(student_.views(), batch.pixels);  // task and reference at once
      const at::Tensor texts_CE = teachers.class_texts();
      const at::Tensor scale = model.logit_scale(student_.views());

      step_terms terms;
      terms.cross_entropy = cross_entropy(images_NE, texts_CE, scale, batch.labels_B);
      terms.loss = terms.cross_entropy;
      if constexpr (num_teachers > 0) {
        const encoded own = teachers.own(images_NE, batch, texts_CE, scale);
        const auto targets = teachers.look(batch);
        const at::Tensor weights_RN = teachers.weigh(targets);
        for (std::size_t n = 0; n < num_teachers; ++n) {
          const at::Tensor weights_R = weights_RN.select(1, static_cast<std::int64_t>(n));
          terms.distillation.push_back(parts_.loss(own, targets.teachers[n], weights_R));
          terms.loss = terms.loss.add(terms.distillation.back(), strengths[n]);
        }
        terms.mean_selection = weights_RN.select(1, 0).mean();
      }
      terms.loss = detail::add_penalties(parts_.extensions, student_.whole(), terms.loss);

      student_.zero_gradient();
      terms.loss.backward();
      detail::on_backward_end(parts_.extensions, {step, student_.theta(), student_.gradient()});
      const double rate = learning_rate(step, num_steps, options_);
      optimiser.update(student_.theta(), student_.gradient(), rate);
      teachers.after_step({step, student_.theta()});
      detail::on_step_end(parts_.extensions, {step, student_.theta()});

      log.add(terms, rate);
      if (step == 0) student_.check_gradients_are_views();
      if (step + 1 == num_steps || (step + 1) % options_.log_interval == 0) report(step + 1, log);
    }

    at::Tensor next_start;
    detail::on_task_end(parts_.extensions,
                        {number, student_.theta(), start, pretrained_, &next_start, &samples, &class_names,
                         detail::gradients_over(model, student_, samples, prompts, device_, options_),
                         detail::features_over(model, student_, samples, device_, options_)});
    return next_start.defined() ? std::optional{next_start} : std::nullopt;
  }

  /// CE(scale * images @ texts^T, labels), the mean over the task images, which come first.
  at::Tensor cross_entropy(const at::Tensor& images_NE, const at::Tensor& texts_CE, const at::Tensor& scale,
                           const at::Tensor& labels_B) const {
    const at::Tensor images_BE = at::narrow(images_NE, 0, 0, labels_B.size(0));
    const at::Tensor logits_BC = at::matmul(images_BE, texts_CE.t()).mul(scale);
    return at::cross_entropy_loss(logits_BC, labels_B, /*weight=*/{}, at::Reduction::Mean,
                                  /*ignore_index=*/-100, options_.label_smoothing);
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

  const std::vector<sample>* drawn_reference() const {
    if constexpr (num_teachers == 0 || is_own_images<Reference>) {
      return nullptr;
    } else {
      return &reference_.samples();
    }
  }

  bool text_tower_trains() const noexcept { return options_.trains != trained_part::image_tower; }

  static weight_range trained_range(const tower_ranges& towers, trained_part part) {
    switch (part) {
      case trained_part::both_towers:
        return {towers.image.begin, towers.text.end};
      case trained_part::everything:
        return {towers.image.begin, towers.logit_scale.end};
      case trained_part::image_tower:
        break;
    }
    return towers.image;
  }

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
