// SPDX-License-Identifier: MIT
//
// Classifies every test image of every task in both label spaces, with one pass of the image tower.
#pragma once

#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/classifier/cosine.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/batch_result.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/evaluation_plan.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/evaluate/shown_samples.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/record/persist_record.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::evaluate {

/// How a model is evaluated.
struct evaluation_options {
  std::int64_t batch_size = 64;
  batch::loader_options loading;
  bool keep_predictions = false;
  bool text_tower_trains = false;     ///< texts are encoded at every stage, otherwise once
  distributed::processes group = {};  ///< batches are divided among several processes
};

/// The evaluation options of a run.
evaluation_options evaluation_of(const trainer_options& options, bool text_tower_trains,
                                 distributed::processes group = {});

/// Evaluates a model at every stage of a run.
///
/// Each image passes through the image tower once per stage. The logits of all tasks' classes hold both label
/// spaces: that of the image's own task is a slice, and the union has one column per class that the model can
/// tell apart. The first evaluation is that of the pre-trained model; its features [images, E] are kept to
/// measure distances from them.
///
/// Scores is the Classifier. One that learns is given by classify_by.
template <Backbone Model, class Scores = cosine>
class evaluator {
 public:
  using options = evaluation_options;

  evaluator(Model model, std::vector<evaluation_task> tasks, evaluated_data data,
            const device::upload& to_device, options settings)
      : model_{std::move(model)},
        tasks_{std::move(tasks)},
        space_{std::move(data.space)},
        plan_{tasks_, std::move(data.reference), settings.batch_size},
        upload_{to_device},
        options_{std::move(settings)} {
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      class_offsets_.push_back(num_classes_);
      num_classes_ += static_cast<std::int64_t>(tasks_[task].prompts.size());
    }
    if (num_classes_ != std::ssize(space_.columns))
      columns_C_ = at::tensor(space_.columns, at::kLong).to(upload_.device());
  }

  /// Images of one evaluation, including the reference images.
  std::int64_t num_images() const noexcept { return plan_.num_images(); }

  /// Evaluated images of the current stage, and of all stages together.
  std::int64_t images_done() const noexcept {
    const auto batches = static_cast<std::size_t>(stage_.batches);
    return batches < plan_.pieces().size() ? plan_.pieces()[batches].place : num_images();
  }
  std::int64_t images_done_in_all() const noexcept { return stages_ * num_images() + images_done(); }

  /// From here on a classifier gives the scores, which must outlive their use.
  ///
  /// classes: for every name of all tasks in order, the number of its class among the learnt ones, or -1.
  void classify_by(const Scores& classifier, const std::vector<std::int64_t>& classes) {
    classifier_ = &classifier;
    classes_C_ = at::tensor(classes, at::kLong).to(upload_.device());
  }

  const label_space& space() const noexcept { return space_; }

  /// The prompts of the classes that the model tells apart, in the order of their numbers.
  std::vector<std::string> prompts_of_classes() const;

  /// Measures a stage, or the rest of the stage that a restored state had begun.
  ///
  /// Shapes: weights of the whole model. after_batch(images done) is called after every batch; it may store
  /// the state, and it may throw.
  evaluation evaluate(const weight_views& weights, const std::function<void(std::int64_t)>& after_batch) {
    const at::NoGradGuard no_grad;
    if (!texts_CE_.defined() || options_.text_tower_trains) texts_CE_ = encode_union(weights);
    const at::Tensor scale = model_.logit_scale(weights);
    if (stage_.own_right.empty()) stage_.begin(tasks_.size());
    if (options_.group.are_several()) {
      look_together(weights, scale, after_batch);
    } else {
      look_alone(weights, scale, after_batch);
    }
    evaluation result = measured(std::exchange(stage_, {}));
    ++stages_;
    return result;
  }

  /// Stores or restores the features of the pre-trained model, and the current stage.
  void persist(archive& state) {
    state("stages", stages_);
    state("pretrained_features", pretrained_NE_);
    state("batches", stage_.batches);
    detail::persist_numbers(state, "own_right", stage_.own_right);
    detail::persist_numbers(state, "union_right", stage_.union_right);
    detail::persist_numbers(state, "distance", stage_.distance);
    detail::persist_predictions(state, stage_.predictions, test_paths());
    const bool is_new = stage_.own_right.empty();
    if (state.restores() && (stage_.batches < 0 || stage_.batches > std::ssize(plan_.pieces()) ||
                             (!is_new && (stage_.own_right.size() != tasks_.size() ||
                                          stage_.union_right.size() != tasks_.size() ||
                                          stage_.distance.size() != tasks_.size() + 1)))) {
      throw detail::broken_checkpoint("its evaluation covers a different number of tasks or images");
    }
  }

  /// Returns the names of test images for restored predictions.
  detail::test_path test_paths() const {
    return [this](std::size_t task, std::size_t image) {
      return task < tasks_.size() && image < tasks_[task].test->size() ? (*tasks_[task].test)[image].path
                                                                       : std::string{};
    };
  }

 private:
  /// Sums over the batches of a stage so far.
  struct stage_sums {
    std::int64_t batches = 0;
    std::vector<std::int64_t> own_right, union_right;  // per task
    std::vector<double> distance;                      // per task, then the reference
    std::vector<prediction_record> predictions;

    void begin(std::size_t num_tasks) {
      own_right.resize(num_tasks);
      union_right.resize(num_tasks);
      distance.resize(num_tasks + 1);
    }
  };

  using seen_batch = batch_result;

  /// Looks at the remaining batches of the stage, and counts them.
  void look_alone(const weight_views& weights, const at::Tensor& scale,
                  const std::function<void(std::int64_t)>& after_batch);

  /// The same by several processes: of every round of batches each encodes one, and all count all of them.
  void look_together(const weight_views& weights, const at::Tensor& scale,
                     const std::function<void(std::int64_t)>& after_batch);

  /// Batches that a device computes before the host waits for their numbers, so that the device is never
  /// idle between two batches.
  std::size_t batches_ahead() const noexcept { return upload_.device().is_cuda() ? 8 : 1; }

  seen_batch look(const weight_views& weights, const at::Tensor& scale, const at::Tensor& pixels,
                  const evaluation_piece& part);

  /// The scores of all tasks' names.
  ///
  /// Shapes: features [N, E] -> [N, C].
  /// Errors: shape_error if the classifier returns something else.
  at::Tensor scores_of(const at::Tensor& features_NE, const at::Tensor& scale) const;

  /// Adds a batch to the stage.
  void count(const seen_batch& seen) {
    const std::size_t task = seen.part.task;
    stage_.distance[task] += seen.distance.template item<double>();
    if (task < tasks_.size()) {
      stage_.own_right[task] += count_right(seen.own, seen.part, false);
      stage_.union_right[task] += count_right(seen.joined, seen.part, true);
    }
    ++stage_.batches;
  }

  /// Sum over a batch, []. The first stage stores the features from which distances are measured.
  at::Tensor distance_to_pretrained(const at::Tensor& features_NE, const evaluation_piece& part) {
    if (stages_ == 0) keep_pretrained(features_NE, part);
    const at::Tensor before_NE = pretrained_NE_.narrow(0, part.place, part.count);
    return at::linalg_vector_norm(at::sub(features_NE, before_NE), 2, at::IntArrayRef{1}).sum();
  }

  void keep_pretrained(const at::Tensor& features_NE, const evaluation_piece& part) {
    if (!pretrained_NE_.defined())
      pretrained_NE_ = at::zeros({num_images(), features_NE.size(1)}, features_NE.options());
    pretrained_NE_.narrow(0, part.place, part.count).copy_(features_NE);
  }

  evaluation measured(stage_sums sums) const {
    evaluation result;
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      const auto images = static_cast<double>(tasks_[task].test->size());
      result.accuracy.push_back(100.0 * static_cast<double>(sums.own_right[task]) / images);
      result.accuracy_union.push_back(100.0 * static_cast<double>(sums.union_right[task]) / images);
      result.distances.tasks.push_back(sums.distance[task] / images);
    }
    if (plan_.num_reference() > 0)
      result.distances.reference = sums.distance.back() / static_cast<double>(plan_.num_reference());
    if (is_last_stage()) {
      result.samples =
          shown_samples(sums.predictions, tasks_.size(),
                        [this](std::size_t task, std::size_t i) { return (*tasks_[task].test)[i]; });
    }
    if (options_.keep_predictions) result.predictions = std::move(sums.predictions);
    return result;
  }

  at::Tensor encode_union(const weight_views& weights) const {
    std::vector<std::string> prompts;
    for (const auto& task : tasks_) prompts.insert(prompts.end(), task.prompts.begin(), task.prompts.end());
    return step::encode_prompts(model_, weights,
                                step::tokenize_prompts(model_, prompts).to(upload_.device()));
  }

  /// Whether this is the stage after the last task: its predictions decide which images the report shows.
  bool is_last_stage() const noexcept { return stages_ == std::ssize(tasks_); }

  /// Counts the correct answers of one batch in one label space, and keeps the
  /// predictions if they are needed.
  ///
  /// found: best classes among the task's own, or among the distinguishable classes of the union.
  std::int64_t count_right(const best_classes& found, const evaluation_piece& part, bool is_union);

  Model model_;
  std::vector<evaluation_task> tasks_;
  label_space space_;
  evaluation_plan plan_;
  device::upload upload_;
  options options_;
  std::vector<std::int64_t> class_offsets_;
  std::int64_t num_classes_ = 0;
  std::int64_t stages_ = 0;   // complete stages
  at::Tensor pretrained_NE_;  // features of the first stage
  stage_sums stage_;
  at::Tensor texts_CE_;
  at::Tensor columns_C_;  // of the union, if some classes cannot be told apart
  const Scores* classifier_ = nullptr;
  at::Tensor classes_C_;  // numbers of the classes that the classifier has learnt
};

}  // namespace sdkt::evaluate

#include <sdkt/evaluate/impl/evaluator.tpp>

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/evaluator.ipp>
#endif
