// SPDX-License-Identifier: MIT
//
// The number of steps of a task, and the learning rate of each step.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::options {

/// Full batches in one pass over a task's images; 1 if there are fewer images than one batch.
[[nodiscard]] std::int64_t batches_of(std::int64_t num_images, const trainer_options& options);

/// Steps of a task with n batches in one pass: options.steps if set, else
/// min(max_passes * n, max(min_passes * n, min_steps)), at least 1; 0 if nothing trains.
///
/// Source: the released code of Select and Distill: 1000 steps, but at least 2 and at most 10 passes.
[[nodiscard]] std::int64_t steps_of_task(std::int64_t batches_per_pass, const trainer_options& options);

/// Warm-up steps of a task: options.warmup plus options.warmup_fraction of its steps, rounded down.
std::int64_t warmup_steps(std::int64_t num_steps, const trainer_options& options);

/// The initial learning rate of a task's schedule: its own if learning_rate_of has one.
double learning_rate_of(const std::string& task, const trainer_options& options);

/// Learning rate of step t = 0, 1, .., S - 1: linear warm-up over W steps, then cosine to 0.
///
///     t < W:   lr0 (t + 1) / W
///     t >= W:  lr0 / 2 * (1 + cos(pi (t - W) / (S - W)))
[[nodiscard]] double learning_rate(std::int64_t step, std::int64_t num_steps, const trainer_options& options,
                                   const std::string& task = {});

}  // namespace sdkt::options

#if SDKT_HAS_DEFINITIONS
#include <sdkt/options/impl/schedule.ipp>
#endif
