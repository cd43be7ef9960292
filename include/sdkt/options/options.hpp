// SPDX-License-Identifier: MIT
//
// Every setting of a run that is no policy, with the published values as defaults.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

class image_store;
class teacher_store;

/// Where a run computes.
enum class compute_device {
  automatic,  ///< CUDA where this build and this machine have it, else the CPU
  cpu,
  cuda,
};

/// Which part of the model learns. The flat vector lies in the order image tower, text tower, logit scale.
enum class trained_part {
  image_tower,
  text_tower,
  both_towers,
  everything,  ///< both towers and the logit scale
};

/// What the classes of all tasks are where the prompts of two tasks' classes are equal token for token
/// (label_space_of).
enum class class_union {
  joined,        ///< one class
  concatenated,  ///< as many as there are, as the papers have it; the first one is what is predicted
};

/// Settings of trainer::run.
///
/// Source: the released code of Select and Distill; see docs/method.md for where the paper differs.
struct trainer_options {
  // Length of a task: min(max_passes * n, max(min_passes * n, min_steps)) with n full batches in one pass.
  std::optional<std::int64_t> steps = {};  ///< exactly so many steps a task instead
  std::int64_t min_steps = 1000;
  std::int64_t min_passes = 2;
  std::int64_t max_passes = 10;

  // AdamW (0.9, 0.999, 1e-8), fresh in every task, cosine to 0.
  double learning_rate = 1e-5;
  std::map<std::string, double> learning_rate_of = {};  ///< by name, of tasks that have another
  double weight_decay = 5e-4;
  std::int64_t warmup = 0;     ///< steps of linear warm-up
  double warmup_fraction = 0;  ///< of a task's steps, on top of those
  double label_smoothing = 0.0;
  double max_gradient_norm = 0;  ///< the whole gradient is scaled down to this norm; 0: as it is
  trained_part trains = trained_part::image_tower;
  /// Of that part, the weights whose names it accepts (weight_layout has the names); empty: all of them.
  trained_slices::name_predicate trains_only = {};
  double max_logit_scale = 100;  ///< where the logit scale trains it stays from 1 to this, as in CLIP

  std::int64_t batch_size = 32;            ///< task images a step
  std::int64_t reference_batch_size = 64;  ///< reference images a step
  /// Of both at most so many are differentiated at once: the same gradient in less memory, for one forward
  /// more (image_features). 0: all of them.
  std::int64_t micro_batch_size = 0;
  image_view view = image_view::train;            ///< what the images go through in training
  std::optional<image_view> reference_view = {};  ///< of reference images, if not the same
  std::uint64_t seed = 1102;

  sdkt::precision precision = sdkt::precision::fp32;
  compute_device device = compute_device::automatic;
  int threads = 0;          ///< of ATen's operators, for the whole process; 0 leaves them as they are
  bool step_graph = false;  ///< on a CUDA device, with sdkt::cuda: step_graphs; changes no result
  bool repeatable = false;  ///< on a CUDA device: operators that repeat bit for bit (repeatable_operators)
  /// That read and decode images ahead of the step; 0: decoding_threads_for. Changes no result.
  int decoding_threads = 0;
  std::int64_t evaluation_batch_size = 0;  ///< 0: 64, and 256 on a CUDA device
  /// At most so many reference images measure the distance to g0 (distance_sample); 0: none.
  std::int64_t distance_images = 2048;
  std::int64_t log_interval = 10;       ///< steps between two looks at the numbers
  bool save_predictions = false;        ///< keep every prediction of every stage
  checkpoint_options checkpoints = {};  ///< what an interrupted run continues from
  /// The label space of accuracy_union.
  sdkt::class_union class_union = sdkt::class_union::joined;

  /// Memory for what frozen teachers have said about views that come back; changes no result. 0: none.
  std::int64_t teacher_store_bytes = std::int64_t{1} << 30;
  /// A store that several runs share, in place of one of the run's own.
  std::shared_ptr<teacher_store> teachers_seen = {};

  /// Memory for decoded images that come back; changes no result. 0: each is decoded every time.
  std::int64_t image_store_bytes = 1'000'000'000;
  /// A store that several runs share, in place of one of the run's own.
  std::shared_ptr<image_store> images_kept = {};
};

/// Throws unless every setting is in its range.
///
/// Errors: setting_error that names the setting, the value and the range.
inline void check_options(const trainer_options& options) {
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
  // Written so that a value that is not a number fails.
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
