// SPDX-License-Identifier: MIT
//
// Which images a step sees: passes of full batches, each pass in its own random order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>

namespace sdkt::batch {

/// The images that a batch_sampler draws from, and the size of its batches.
struct batch_sampler_options {
  std::int64_t num_samples = 0;  ///< images to draw from
  std::int64_t batch_size = 1;   ///< images per step, over all ranks
  std::uint64_t seed = 1102;
  random_purpose purpose = random_purpose::task_order;
  std::uint32_t task = 0;       ///< position of the task in the training order
  std::int64_t rank = 0;        ///< which share of every batch this process draws
  std::int64_t world_size = 1;  ///< number of shares of a batch
  bool is_shuffled = true;      ///< false: in the stored order, cyclically
};

/// Draws batches without replacement, pass after pass; the incomplete last batch of a pass is dropped.
///
/// With fewer images than a batch holds, every batch contains all of them. In stored order nothing is
/// dropped: a batch that reaches the end continues at the beginning. The shares of all ranks, one after the
/// other, are the batch of a single process; their sizes differ by at most one. A sampler must not be used by
/// two threads at the same time; give each thread a copy.
///
/// Random: the order of a pass is a pure function of (seed, purpose, task, pass);
/// calls may come in any order.
/// Cost: one permutation per pass, kept until another pass is requested.
/// Errors: data_error without images, setting_error for a size, rank or world size out of range.
class batch_sampler {
 public:
  /// The images of one step.
  struct drawn {
    std::uint32_t pass = 0;              ///< number of complete passes before this batch
    std::vector<std::uint32_t> indices;  ///< of the images, in the order of the batch
  };

  explicit batch_sampler(const batch_sampler_options& options);

  const batch_sampler_options& options() const noexcept { return options_; }

  /// Full batches in one pass over the images; 1 if there are fewer images than a batch holds.
  std::int64_t batches_per_pass() const noexcept { return options_.num_samples / options_.batch_size; }

  /// This rank's share of the batch of a step. Steps count from 0.
  drawn batch(std::int64_t step) const;

 private:
  /// Where the share of a rank begins in a batch: the first `batch_size % world_size`
  /// shares have one more image.
  std::ptrdiff_t share(std::int64_t rank) const noexcept;

  drawn stored_batch(std::int64_t step) const;

  const std::vector<std::uint32_t>& order_of(std::uint32_t pass) const;

  batch_sampler_options options_;
  mutable std::uint32_t pass_ = 0;
  mutable std::vector<std::uint32_t> order_;
};

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/sampler.ipp>
#endif
