// SPDX-License-Identifier: MIT
//
// Classifies every test image of every task, in both label spaces, with one pass of the image tower.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/error.hpp>
#include <sdkt/stream/batch_loader.hpp>
#include <sdkt/train/device_batches.hpp>
#include <sdkt/train/evaluation.hpp>
#include <sdkt/train/image_loading.hpp>
#include <sdkt/train/options.hpp>
#include <sdkt/train/persist_record.hpp>
#include <sdkt/train/record.hpp>
#include <sdkt/train/shown_samples.hpp>
#include <sdkt/train/text_features.hpp>

namespace sdkt {

/// The images and texts of one task that evaluation looks at. The samples are the task's own.
struct evaluation_task {
  const std::vector<sample>* test = nullptr;
  std::vector<std::string> prompts;
};

/// What evaluation looks at of every task; the tasks outlive it.
template <class TaskType>
std::vector<evaluation_task> evaluation_tasks(const std::vector<TaskType>& tasks) {
  std::vector<evaluation_task> result;
  for (const auto& task : tasks) result.push_back({&task.test(), task.prompts()});
  return result;
}

/// How a model is evaluated.
struct evaluation_options {
  std::int64_t batch_size = 64;
  std::int64_t distance_images = 2048;  ///< at most so many reference images
  loader_options loading;
  bool keep_predictions = false;
  bool text_tower_trains = false;  ///< texts are encoded at every stage, and else once
};

/// Those of a run.
inline evaluation_options evaluation_of(const trainer_options& options, bool text_tower_trains) {
  return {.batch_size = options.evaluation_batch_size,
          .distance_images = options.distance_images,
          .loading = loading_of(options, options.evaluation_batch_size),
          .keep_predictions = options.save_predictions,
          .text_tower_trains = text_tower_trains};
}

/// Evaluates a model at every stage of a run.
///
/// Each image goes through the image tower once a stage; its own label space is a slice of the union's
/// logits. The first evaluation is the pre-trained model's: its features are kept, [images, E], to measure
/// distances from.
template <Backbone Model>
class evaluator {
 public:
  using options = evaluation_options;

  evaluator(Model model, std::vector<evaluation_task> tasks, std::vector<sample> reference, at::Device device,
            options settings)
      : model_{std::move(model)},
        tasks_{std::move(tasks)},
        reference_{std::move(reference)},
        device_{device},
        options_{std::move(settings)} {
    if (static_cast<std::int64_t>(reference_.size()) > options_.distance_images) {
      reference_.resize(static_cast<std::size_t>(options_.distance_images));
    }
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      add_pieces(task, *tasks_[task].test);
      class_offsets_.push_back(num_classes_);
      num_classes_ += static_cast<std::int64_t>(tasks_[task].prompts.size());
    }
    add_pieces(tasks_.size(), reference_);
  }

  /// Images of one evaluation, the reference's included.
  std::int64_t num_images() const noexcept { return num_images_; }

  /// Of the stage that is under way, and of all stages together.
  std::int64_t images_done() const noexcept {
    const auto batches = static_cast<std::size_t>(stage_.batches);
    return batches < pieces_.size() ? pieces_[batches].place : num_images_;
  }
  std::int64_t images_done_in_all() const noexcept { return stages_ * num_images_ + images_done(); }

  /// Measures a stage, or the rest of one that a restored state was in.
  ///
  /// Shapes: weights of the whole model. after_batch(images done) is called after every batch; the state may
  /// be stored in it, and it may throw.
  evaluation evaluate(const weight_views& weights, const std::function<void(std::int64_t)>& after_batch) {
    const at::NoGradGuard no_grad;
    if (!texts_CE_.defined() || options_.text_tower_trains) texts_CE_ = encode_union(weights);
    const at::Tensor scale = model_.logit_scale(weights);
    if (stage_.own_right.empty()) stage_.begin(tasks_.size());
    const std::int64_t first = stage_.batches;
    device_batches loader{[this, first](std::int64_t batch) { return requests(first + batch); },
                          static_cast<std::int64_t>(pieces_.size()) - first,
                          static_cast<int>(model_.image_size()), device_, options_.loading};
    while (stage_.batches < static_cast<std::int64_t>(pieces_.size())) {
      const piece& part = pieces_[static_cast<std::size_t>(stage_.batches)];
      const at::Tensor features_NE = model_.encode_image(weights, loader.next());
      stage_.distance[part.task] += distance_to_pretrained(features_NE, part);
      if (part.task < tasks_.size()) {
        const at::Tensor logits_NC = at::matmul(features_NE, texts_CE_.t()).mul(scale);
        const std::int64_t offset = class_offsets_[part.task];
        const auto classes = static_cast<std::int64_t>(tasks_[part.task].prompts.size());
        stage_.own_right[part.task] += classify(at::narrow(logits_NC, 1, offset, classes), part, false, 0);
        stage_.union_right[part.task] += classify(logits_NC, part, true, offset);
      }
      ++stage_.batches;
      if (after_batch) after_batch(part.place + part.count);
    }
    evaluation result = measured(std::exchange(stage_, {}));
    ++stages_;
    return result;
  }

  /// Features of the pre-trained model, and the stage that is under way.
  void persist(archive& state) {
    state("stages", stages_);
    state("pretrained_features", pretrained_NE_);
    state("batches", stage_.batches);
    detail::persist_numbers(state, "own_right", stage_.own_right);
    detail::persist_numbers(state, "union_right", stage_.union_right);
    detail::persist_numbers(state, "distance", stage_.distance);
    detail::persist_predictions(state, stage_.predictions, test_paths());
    const bool is_new = stage_.own_right.empty();
    if (state.restores() && (stage_.batches < 0 || stage_.batches > std::ssize(pieces_) ||
                             (!is_new && (stage_.own_right.size() != tasks_.size() ||
                                          stage_.union_right.size() != tasks_.size() ||
                                          stage_.distance.size() != tasks_.size() + 1)))) {
      throw format_error{"checkpoint", "its evaluation is of another number of tasks or images",
                         "start again in another folder"};
    }
  }

  /// Where predictions find the names of their images.
  detail::test_path test_paths() const {
    return [this](std::size_t task, std::size_t image) {
      return task < tasks_.size() && image < tasks_[task].test->size() ? (*tasks_[task].test)[image].path
                                                                       : std::string{};
    };
  }

 private:
  /// A batch of evaluation: images of one task, or of the reference (task = number of tasks).
  struct piece {
    std::size_t task = 0;
    std::int64_t first = 0;  // of its images, in the task's list
    std::int64_t count = 0;
    std::int64_t place = 0;  // of the first, among all images
  };

  /// Sums over the batches of a stage so far.
  struct stage_sums {
    std::int64_t batches = 0;
    std::vector<std::int64_t> own_right, union_right;  // a task
    std::vector<double> distance;                      // a task, then the reference
    std::vector<prediction_record> predictions;

    void begin(std::size_t num_tasks) {
      own_right.resize(num_tasks);
      union_right.resize(num_tasks);
      distance.resize(num_tasks + 1);
    }
  };

  /// Sum over a batch; the first stage's features are those that it is measured from.
  double distance_to_pretrained(const at::Tensor& features_NE, const piece& part) {
    if (!pretrained_NE_.defined()) {
      pretrained_NE_ = at::zeros({num_images_, features_NE.size(1)}, features_NE.options());
    }
    const at::Tensor before_NE = pretrained_NE_.narrow(0, part.place, part.count);
    if (stages_ == 0) before_NE.copy_(features_NE);
    return at::linalg_vector_norm(at::sub(features_NE, before_NE), 2, at::IntArrayRef{1})
        .sum()
        .template item<double>();
  }

  evaluation measured(stage_sums sums) const {
    evaluation result;
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      const auto images = static_cast<double>(tasks_[task].test->size());
      result.accuracy.push_back(100.0 * static_cast<double>(sums.own_right[task]) / images);
      result.accuracy_union.push_back(100.0 * static_cast<double>(sums.union_right[task]) / images);
      result.distances.tasks.push_back(sums.distance[task] / images);
    }
    if (!reference_.empty())
      result.distances.reference = sums.distance.back() / static_cast<double>(reference_.size());
    if (is_last_stage()) {
      result.samples =
          shown_samples(sums.predictions, tasks_.size(),
                        [this](std::size_t task, std::size_t i) { return (*tasks_[task].test)[i]; });
    }
    if (options_.keep_predictions) result.predictions = std::move(sums.predictions);
    return result;
  }

  void add_pieces(std::size_t task, const std::vector<sample>& images) {
    const auto size = static_cast<std::int64_t>(images.size());
    for (std::int64_t first = 0; first < size; first += options_.batch_size) {
      pieces_.push_back({task, first, std::min(options_.batch_size, size - first), num_images_ + first});
    }
    num_images_ += size;
  }

  const std::vector<sample>& images_of(std::size_t task) const {
    return task < tasks_.size() ? *tasks_[task].test : reference_;
  }

  std::vector<image_request> requests(std::int64_t batch) const {
    const piece& part = pieces_[static_cast<std::size_t>(batch)];
    std::vector<image_request> result;
    for (std::int64_t image = part.first; image < part.first + part.count; ++image) {
      result.push_back({&images_of(part.task)[static_cast<std::size_t>(image)], image_view::eval, {}});
    }
    return result;
  }

  at::Tensor encode_union(const weight_views& weights) const {
    std::vector<std::string> prompts;
    for (const auto& task : tasks_) prompts.insert(prompts.end(), task.prompts.begin(), task.prompts.end());
    return encode_prompts(model_, weights, tokenize_prompts(model_, prompts).to(device_));
  }

  /// The one after the last task: its predictions decide which images the report shows.
  bool is_last_stage() const noexcept { return stages_ == std::ssize(tasks_); }

  /// Counts the right answers of one batch in one label space, and keeps the predictions if somebody needs
  /// them.
  ///
  /// Shapes: logits_NC [N, C]; offset is the index of the task's first class in this label space.
  std::int64_t classify(const at::Tensor& logits_NC, const piece& part, bool is_union, std::int64_t offset) {
    const std::int64_t best = std::min<std::int64_t>(2, logits_NC.size(1));
    const auto [values, indices] = at::topk(logits_NC, best, 1);
    const at::Tensor values_N2 = values.to(at::kCPU).contiguous();
    const at::Tensor indices_N2 = indices.to(at::kCPU).contiguous();
    const auto* value = values_N2.template const_data_ptr<float>();
    const auto* index = indices_N2.template const_data_ptr<std::int64_t>();
    std::int64_t right = 0;
    for (std::int64_t row = 0; row < part.count; ++row, value += best, index += best) {
      const sample& image = images_of(part.task)[static_cast<std::size_t>(part.first + row)];
      if (!std::isfinite(value[0])) {
        throw data_error{
            image.path, "the model gives it no finite score",
            "the weights are damaged, all 0 or too large: use another copy or an earlier checkpoint"};
      }
      const std::int64_t label = image.label + offset;
      right += index[0] == label ? 1 : 0;
      if (!options_.keep_predictions && (is_union || !is_last_stage())) continue;
      const double margin = best == 2 ? static_cast<double>(value[0]) - static_cast<double>(value[1]) : 0.0;
      stage_.predictions.push_back({0, is_union, part.task, image.path, label, index[0], margin});
    }
    return right;
  }

  Model model_;
  std::vector<evaluation_task> tasks_;
  std::vector<sample> reference_;
  at::Device device_;
  options options_;
  std::vector<piece> pieces_;
  std::vector<std::int64_t> class_offsets_;
  std::int64_t num_classes_ = 0;
  std::int64_t num_images_ = 0;
  std::int64_t stages_ = 0;   // that are complete
  at::Tensor pretrained_NE_;  // features of the first stage
  stage_sums stage_;
  at::Tensor texts_CE_;
};

}  // namespace sdkt
