// SPDX-License-Identifier: MIT
//
// Definitions of schedule.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/schedule.hpp>

namespace sdkt::options {

SDKT_INLINE std::int64_t batches_of(std::int64_t num_images, const trainer_options& options) {
  return std::max<std::int64_t>(1, num_images / options.batch_size);
}

SDKT_INLINE std::int64_t steps_of_task(std::int64_t batches_per_pass, const trainer_options& options) {
  if (options.trains == trained_part::nothing) return 0;
  if (options.steps) return *options.steps;
  const std::int64_t least = std::max(options.min_passes * batches_per_pass, options.min_steps);
  return std::max<std::int64_t>(1, std::min(options.max_passes * batches_per_pass, least));
}

SDKT_INLINE std::int64_t warmup_steps(std::int64_t num_steps, const trainer_options& options) {
  return options.warmup + static_cast<std::int64_t>(options.warmup_fraction * static_cast<double>(num_steps));
}

SDKT_INLINE double learning_rate_of(const std::string& task, const trainer_options& options) {
  const auto own = options.learning_rate_of.find(task);
  return own == options.learning_rate_of.end() ? options.learning_rate : own->second;
}

SDKT_INLINE double learning_rate(std::int64_t step, std::int64_t num_steps, const trainer_options& options,
                                 const std::string& task) {
  const double start = learning_rate_of(task, options);
  const std::int64_t warmup = warmup_steps(num_steps, options);
  if (step < warmup) {
    return start * static_cast<double>(step + 1) / static_cast<double>(warmup);
  }
  const auto done = static_cast<double>(step - warmup);
  const auto all = static_cast<double>(num_steps - warmup);
  return start * 0.5 * (1.0 + std::cos(std::numbers::pi * done / all));
}

}  // namespace sdkt::options
