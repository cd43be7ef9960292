// SPDX-License-Identifier: MIT
//
// The rest of evaluator.hpp: scores and counts of a batch, and the batches of a stage, by one process or by several.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/narrow.h>
#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/classifier/cosine.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/batch_result.hpp>
#include <sdkt/evaluate/evaluator.hpp>

namespace sdkt::evaluate {

template <Backbone Model, class Scores>
at::Tensor evaluator<Model, Scores>::scores_of(const at::Tensor& features_NE, const at::Tensor& scale) const {
  if constexpr (std::is_same_v<Scores, cosine>) {
    return at::matmul(features_NE, texts_CE_.t()).mul(scale);
  } else {
    Expects(classifier_ != nullptr);
    at::Tensor scores_NC = classifier_->class_scores(
        {.features = features_NE, .texts = texts_CE_, .scale = scale, .classes = classes_C_});
    if (!scores_NC.defined() || scores_NC.dim() != 2 || scores_NC.size(0) != features_NE.size(0) ||
        scores_NC.size(1) != texts_CE_.size(0) || !scores_NC.is_floating_point()) {
      throw shape_error{"class_scores of the classifier",
                        "it must return one score per image and name, [N, C] = [" +
                            std::to_string(features_NE.size(0)) + ", " + std::to_string(texts_CE_.size(0)) +
                            "], of a floating type",
                        "score every name, also those not learnt yet"};
    }
    return scores_NC;
  }
}

template <Backbone Model, class Scores>
batch_result evaluator<Model, Scores>::look(const weight_views& weights, const at::Tensor& scale,
                                            const at::Tensor& pixels, const evaluation_piece& part) {
  const at::Tensor features_NE = model_.encode_image(weights, pixels);
  seen_batch seen{part, distance_to_pretrained(features_NE, part)};
  if (stages_ == 0 && options_.group.are_several()) seen.features_NE = features_NE;
  if (part.task == tasks_.size()) return seen;
  const at::Tensor scores_NC = scores_of(features_NE, scale);
  const auto classes = static_cast<std::int64_t>(tasks_[part.task].prompts.size());
  seen.own = best_two_classes(at::narrow(scores_NC, 1, class_offsets_[part.task], classes));
  seen.joined =
      best_two_classes(columns_C_.defined() ? at::index_select(scores_NC, 1, columns_C_) : scores_NC);
  if constexpr (!std::is_same_v<Scores, cosine>) {  // the order is that of the classifier's own type
    for (best_classes* found : {&seen.own, &seen.joined}) found->logits_N2 = found->logits_N2.to(at::kFloat);
  }
  return seen;
}

template <Backbone Model, class Scores>
std::int64_t evaluator<Model, Scores>::count_right(const best_classes& found, const evaluation_piece& part,
                                                   bool is_union) {
  const std::int64_t best = found.labels_N2.size(1);
  const at::Tensor values_N2 = found.logits_N2.to(at::kCPU).contiguous();
  const at::Tensor indices_N2 = found.labels_N2.to(at::kCPU).contiguous();
  const auto* value = values_N2.template const_data_ptr<float>();
  const auto* index = indices_N2.template const_data_ptr<std::int64_t>();
  std::int64_t right = 0;
  for (std::int64_t row = 0; row < part.count; ++row, value += best, index += best) {
    const sample& image = plan_.images_of(part.task)[static_cast<std::size_t>(part.first + row)];
    if (!std::isfinite(value[0])) {
      throw data_error{
          image.path, "the model's score for this image is not finite",
          "the weights are damaged, all 0 or too large: use another copy or an earlier checkpoint"};
    }
    const std::int64_t label =
        is_union ? space_.labels[part.task][static_cast<std::size_t>(image.label)] : image.label;
    const std::int64_t said = is_union ? space_.numbers[static_cast<std::size_t>(index[0])] : index[0];
    right += said == label ? 1 : 0;
    if (!options_.keep_predictions && (is_union || !is_last_stage())) continue;
    const double margin = best == 2 ? static_cast<double>(value[0]) - static_cast<double>(value[1]) : 0.0;
    stage_.predictions.push_back({0, is_union, part.task, image.path, label, said, margin});
  }
  return right;
}

template <Backbone Model, class Scores>
std::vector<std::string> evaluator<Model, Scores>::prompts_of_classes() const {
  std::vector<std::string> all, prompts;
  for (const evaluation_task& task : tasks_) all.insert(all.end(), task.prompts.begin(), task.prompts.end());
  for (const std::int64_t column : space_.columns) prompts.push_back(all[static_cast<std::size_t>(column)]);
  return prompts;
}

template <Backbone Model, class Scores>
void evaluator<Model, Scores>::look_alone(const weight_views& weights, const at::Tensor& scale,
                                          const std::function<void(std::int64_t)>& after_batch) {
  const std::int64_t first = stage_.batches;
  batch::device_batches loader{[this, first](std::int64_t batch) { return plan_.requests(first + batch); },
                               std::ssize(plan_.pieces()) - first, compose::view_of(model_), upload_,
                               options_.loading};
  std::vector<seen_batch> seen;
  for (std::size_t batch = static_cast<std::size_t>(first); batch < plan_.pieces().size(); ++batch) {
    seen.push_back(look(weights, scale, loader.next(), plan_.pieces()[batch]));
    if (seen.size() < batches_ahead() && batch + 1 < plan_.pieces().size()) continue;
    for (const seen_batch& one : seen) {
      count(one);
      if (after_batch) after_batch(one.part.end());
    }
    seen.clear();
  }
}

template <Backbone Model, class Scores>
void evaluator<Model, Scores>::look_together(const weight_views& weights, const at::Tensor& scale,
                                             const std::function<void(std::int64_t)>& after_batch) {
  const distributed::processes& group = options_.group;
  const std::int64_t first = stage_.batches;
  const std::int64_t feature_width = stages_ == 0 ? texts_CE_.size(1) : 0;
  const std::int64_t left = std::ssize(plan_.pieces()) - first;
  const auto own = [&](std::int64_t round) { return first + round * group.size() + group.rank(); };
  const std::int64_t own_rounds =
      std::max<std::int64_t>(0, (left - group.rank() + group.size() - 1) / group.size());
  batch::device_batches loader{[this, own](std::int64_t round) { return plan_.requests(own(round)); },
                               own_rounds, compose::view_of(model_), upload_, options_.loading};
  for (std::int64_t round = 0; round * group.size() < left; ++round) {
    std::optional<seen_batch> mine;
    if (round < own_rounds)
      mine = look(weights, scale, loader.next(), plan_.pieces()[static_cast<std::size_t>(own(round))]);
    const auto begin = plan_.pieces().begin() + first + round * group.size();
    const auto end = begin + std::min<std::int64_t>(group.size(), left - round * group.size());
    for (seen_batch& one : gather_results(group, mine, {begin, end}, feature_width, upload_.device())) {
      if (one.features_NE.defined()) keep_pretrained(one.features_NE, one.part);
      count(one);
    }
    if (after_batch) after_batch((end - 1)->end());
  }
}

}  // namespace sdkt::evaluate
