// SPDX-License-Identifier: MIT
//
// The rest of evaluator.hpp: the batches of a stage, by one process or by several.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/batch/device_batches.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/batch_result.hpp>
#include <sdkt/evaluate/evaluator.hpp>

namespace sdkt::evaluate {

template <Backbone Model>
void evaluator<Model>::look_alone(const weight_views& weights, const at::Tensor& scale,
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

template <Backbone Model>
void evaluator<Model>::look_together(const weight_views& weights, const at::Tensor& scale,
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
