// SPDX-License-Identifier: MIT
//
// How many steps a task has, and the learning rate of each.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <sdkt/train/options.hpp>

namespace sdkt {

/// Steps of a task with n batches in one pass: min(max_passes * n, max(min_passes * n, min_steps)).
///
/// Source: the released code of Select and Distill: 2 to 10 passes, 1000 steps in between.
inline std::int64_t steps_of_task(std::int64_t batches_per_pass, const trainer_options& options) {
  if (options.steps) return *options.steps;
  const std::int64_t least = std::max(options.min_passes * batches_per_pass, options.min_steps);
  return std::max<std::int64_t>(1, std::min(options.max_passes * batches_per_pass, least));
}

/// Learning rate of step t = 0, 1, .. of S: linear warm-up over W steps, then cosine to 0.
///
/// lr0 (t + 1) / W while t < W, then lr0 * 0.5 * (1 + cos(pi (t - W) / (S - W))).
inline double learning_rate(std::int64_t step, std::int64_t num_steps, const trainer_options& options) {
  if (step < options.warmup) {
    return options.learning_rate * static_cast<double>(step + 1) / static_cast<double>(options.warmup);
  }
  const auto done = static_cast<double>(step - options.warmup);
  const auto all = static_cast<double>(num_steps - options.warmup);
  return options.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * done / all));
}

}  // namespace sdkt
