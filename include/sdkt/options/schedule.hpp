// SPDX-License-Identifier: MIT
//
// How many steps a task has, and the learning rate of each.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

#include <sdkt/options/options.hpp>

namespace sdkt {

/// Full batches in one pass over a task's images; 1 if there are fewer images than a batch takes.
inline std::int64_t batches_of(std::int64_t num_images, const trainer_options& options) {
  return std::max<std::int64_t>(1, num_images / options.batch_size);
}

/// Steps of a task with n batches in one pass: min(max_passes * n, max(min_passes * n, min_steps)).
///
/// Source: the released code of Select and Distill: 2 to 10 passes, 1000 steps in between.
inline std::int64_t steps_of_task(std::int64_t batches_per_pass, const trainer_options& options) {
  if (options.steps) return *options.steps;
  const std::int64_t least = std::max(options.min_passes * batches_per_pass, options.min_steps);
  return std::max<std::int64_t>(1, std::min(options.max_passes * batches_per_pass, least));
}

/// Steps of warm-up of a task: options.warmup and a fraction of the task, rounded down.
inline std::int64_t warmup_steps(std::int64_t num_steps, const trainer_options& options) {
  return options.warmup + static_cast<std::int64_t>(options.warmup_fraction * static_cast<double>(num_steps));
}

/// The learning rate that a task's schedule starts from: its own, if it has one.
inline double learning_rate_of(const std::string& task, const trainer_options& options) {
  const auto own = options.learning_rate_of.find(task);
  return own == options.learning_rate_of.end() ? options.learning_rate : own->second;
}

/// Learning rate of step t = 0, 1, .. of S: linear warm-up over W steps, then cosine to 0.
///
/// lr0 (t + 1) / W while t < W, then lr0 * 0.5 * (1 + cos(pi (t - W) / (S - W))).
inline double learning_rate(std::int64_t step, std::int64_t num_steps, const trainer_options& options,
                            const std::string& task = {}) {
  const double start = learning_rate_of(task, options);
  const std::int64_t warmup = warmup_steps(num_steps, options);
  if (step < warmup) {
    return start * static_cast<double>(step + 1) / static_cast<double>(warmup);
  }
  const auto done = static_cast<double>(step - warmup);
  const auto all = static_cast<double>(num_steps - warmup);
  return start * 0.5 * (1.0 + std::cos(std::numbers::pi * done / all));
}

}  // namespace sdkt
