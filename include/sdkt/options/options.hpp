// SPDX-License-Identifier: MIT
//
// Every setting of a run that is not a policy, with the published values as defaults.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <sdkt/base/tensor.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

class image_store;
class teacher_store;

namespace distributed {
class communicator;
}  // namespace distributed

/// Where a run computes.
enum class compute_device {
  automatic,  ///< CUDA if this build and this machine have it, else the CPU
  cpu,
  cuda,
};

/// Which part of the model trains. The order in the flat vector is image tower, text tower, logit scale.
enum class trained_part {
  image_tower,
  text_tower,
  both_towers,
  everything,  ///< both towers and the logit scale
  nothing,     ///< tasks have no steps: a classifier learns from the features of the model as it is
};

/// What becomes of classes of different tasks whose prompts are equal token for token, in the union of all
/// tasks' classes (label_space_of).
enum class class_union {
  joined,        ///< they are one class
  concatenated,  ///< they remain separate classes, as in the papers; the first one is predicted
};

/// Settings of trainer::run. Each has a row in settings_table, in options/impl/settings_table.ipp.
///
/// Source: the released code of Select and Distill; see docs/method.md for where the paper differs.
struct trainer_options {
  // Steps per task: min(max_passes * n, max(min_passes * n, min_steps)) with n full batches in one pass.
  std::optional<std::int64_t> steps = {};  ///< the exact number of steps per task, instead of the formula
  std::int64_t min_steps = 1000;
  std::int64_t min_passes = 2;
  std::int64_t max_passes = 10;

  // AdamW (0.9, 0.999, 1e-8), restarted in every task; cosine schedule to 0.
  double learning_rate = 1e-5;
  std::map<std::string, double> learning_rate_of = {};  ///< of individual tasks, by the task's name
  double weight_decay = 5e-4;
  std::int64_t warmup = 0;     ///< steps of linear warm-up
  double warmup_fraction = 0;  ///< further warm-up steps, as a fraction of the task's steps
  double label_smoothing = 0.0;
  double max_gradient_norm = 0;  ///< a longer gradient is scaled down to this norm; 0: no limit
  trained_part trains = trained_part::image_tower;
  /// Restricts training to the weights of that part whose names it accepts (weight_layout has the names).
  /// Empty: all of them.
  trained_slices::name_predicate trains_only = {};
  double max_logit_scale = 100;  ///< a logit scale that trains is kept in [1, max_logit_scale], as in CLIP

  std::int64_t batch_size = 32;            ///< task images per step
  std::int64_t reference_batch_size = 64;  ///< reference images per step
  /// Largest number of images per backward pass; larger batches are split (image_features). The gradient is
  /// the same, with less memory and one more forward pass. 0: no limit.
  std::int64_t micro_batch_size = 0;
  image_view view = image_view::train;            ///< the view of images in training
  std::optional<image_view> reference_view = {};  ///< the view of reference images, if different
  std::uint64_t seed = 1102;

  sdkt::precision precision = sdkt::precision::fp32;
  compute_device device = compute_device::automatic;
  int threads = 0;          ///< threads of ATen's operators, for the whole process; 0: unchanged
  bool step_graph = false;  ///< CUDA devices, with sdkt::cuda: use step_graphs; does not change results
  bool repeatable = false;  ///< CUDA devices: operators that repeat bit for bit (repeatable_operators)
  /// Threads that read and decode images ahead of the step. 0: decoding_threads_for. Does not change results.
  int decoding_threads = 0;
  std::int64_t evaluation_batch_size = 0;  ///< 0: 256 on a CUDA device, else 64
  /// Largest number of reference images for measuring the distance to g0 (distance_sample). 0: none.
  std::int64_t distance_images = 2048;
  std::int64_t log_interval = 10;       ///< steps between two reports of the logged values
  bool save_predictions = false;        ///< keep every prediction of every stage
  checkpoint_options checkpoints = {};  ///< from which an interrupted run continues
  /// The label space of accuracy_union.
  sdkt::class_union class_union = sdkt::class_union::joined;

  /// The largest number of processes that can share this run, a power of two. A run with the same value has the same
  /// bytes on 1, 2, 4 ... processes, and can be continued on a different number of them. The gradient is summed up in
  /// as many strands (distributed/exact_sum.hpp); with more than 1, threads = 0 means one thread.
  std::int64_t max_processes = 1;
  /// The processes that share this run, instead of those that a launcher started (needs sdkt::distributed).
  std::shared_ptr<distributed::communicator> processes = {};

  /// Bytes for the outputs of frozen teachers on views that recur. Does not change results. 0: no store.
  std::int64_t teacher_store_bytes = std::int64_t{1} << 30;
  /// A store that several runs share, instead of one per run.
  std::shared_ptr<teacher_store> teachers_seen = {};

  /// Bytes for decoded images that recur. Does not change results. 0: images are decoded every time.
  std::int64_t image_store_bytes = 1'000'000'000;
  /// A store that several runs share, instead of one per run.
  std::shared_ptr<image_store> images_kept = {};
};

}  // namespace sdkt
