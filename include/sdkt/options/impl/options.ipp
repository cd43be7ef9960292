// SPDX-License-Identifier: MIT
//
// Definitions of options.hpp.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt {

SDKT_INLINE void check_options(const trainer_options& options) {
  const auto require = [](bool holds, const std::string& name, const std::string& value, const char* range) {
    if (!holds)
      throw setting_error{name, "the value " + value + " is out of range", std::string{"use "} + range};
  };
  const auto at_least = [&](std::int64_t value, std::int64_t least, const char* name) {
    require(value >= least, name, std::to_string(value), least == 0 ? "0 or more" : "1 or more");
  };
  if (options.steps) at_least(*options.steps, 1, "steps");
  at_least(options.min_steps, 0, "min_steps");
  at_least(options.min_passes, 0, "min_passes");
  at_least(options.max_passes, 1, "max_passes");
  at_least(options.warmup, 0, "warmup");
  at_least(options.batch_size, 1, "batch_size");
  at_least(options.reference_batch_size, 1, "reference_batch_size");
  at_least(options.micro_batch_size, 0, "micro_batch_size");
  at_least(options.threads, 0, "threads");
  at_least(options.decoding_threads, 0, "decoding_threads");
  at_least(options.evaluation_batch_size, 0, "evaluation_batch_size");
  at_least(options.distance_images, 0, "distance_images");
  at_least(options.log_interval, 1, "log_interval");
  at_least(options.teacher_store_bytes, 0, "teacher_store_bytes");
  at_least(options.image_store_bytes, 0, "image_store_bytes");
  // The comparisons are written so that NaN fails.
  constexpr const char* to_a_million = "a finite number from 0 to below 1000000";
  const auto below_a_million = [&](double value, const std::string& name) {
    require(value >= 0 && value < 1e6, name, std::to_string(value), to_a_million);
  };
  below_a_million(options.learning_rate, "learning_rate");
  for (const auto& [task, rate] : options.learning_rate_of) below_a_million(rate, "learning_rate of " + task);
  below_a_million(options.weight_decay, "weight_decay");
  require(options.warmup_fraction >= 0 && options.warmup_fraction <= 1, "warmup_fraction",
          std::to_string(options.warmup_fraction), "a number from 0 to 1");
  require(options.max_gradient_norm >= 0 && options.max_gradient_norm < 1e30, "max_gradient_norm",
          std::to_string(options.max_gradient_norm), "a finite number, 0 or more");
  require(options.max_logit_scale >= 1 && options.max_logit_scale < 1e30, "max_logit_scale",
          std::to_string(options.max_logit_scale), "a finite number, 1 or more");
  require(options.label_smoothing >= 0 && options.label_smoothing < 1, "label_smoothing",
          std::to_string(options.label_smoothing), "a number from 0 to below 1");
}

}  // namespace sdkt
