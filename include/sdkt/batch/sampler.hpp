// SPDX-License-Identifier: MIT
//
// Which images a step sees: passes of full batches, every pass in its own random order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/base/random.hpp>

namespace sdkt {

/// What a batch_sampler draws from, and how much of it.
struct batch_sampler_options {
  std::int64_t num_samples = 0;  ///< images to draw from
  std::int64_t batch_size = 1;   ///< images a step, of all ranks together
  std::uint64_t seed = 1102;
  random_purpose purpose = random_purpose::task_order;
  std::uint32_t task = 0;       ///< position of the task in the training order
  std::int64_t rank = 0;        ///< which share of every batch is drawn
  std::int64_t world_size = 1;  ///< into how many shares a batch is split
  bool is_shuffled = true;      ///< false: in the stored order, one image after the other, round and round
};

/// Draws batches without replacement, pass after pass; the incomplete last batch of a pass is dropped.
///
/// With fewer images than a batch takes, every batch is all of them. In stored order nothing is dropped: a
/// batch that meets the end goes on at the beginning.
/// Random: the order of a pass is a pure function of (seed, purpose, task, pass); calls may come in any
/// order. The shares of all ranks, one after the other, are the batch of a single process; their sizes
/// differ by at most one.
/// Cost: one permutation a pass, kept until another pass is asked for. Not for two threads at once: copy
/// it.
/// Errors: data_error without images, setting_error for a size, rank or world size out of range.
class batch_sampler {
 public:
  /// The images of one step.
  struct drawn {
    std::uint32_t pass = 0;              ///< how often all images have been gone through before
    std::vector<std::uint32_t> indices;  ///< of the images, in the order of the batch
  };

  explicit batch_sampler(const batch_sampler_options& options) : options_{options} {
    constexpr std::int64_t limit = std::numeric_limits<std::uint32_t>::max();
    if (options.num_samples < 1 || options.num_samples > limit) {
      throw data_error{"batch_sampler",
                       "expected 1 to " + std::to_string(limit) + " images to draw from, got " +
                           std::to_string(options.num_samples),
                       "give the task or the reference images"};
    }
    if (options.batch_size < 1) {
      throw setting_error{"batch_sampler",
                          "expected a batch size of at least 1, got " + std::to_string(options.batch_size),
                          "set it to the number of images a step"};
    }
    if (options.world_size < 1 || options.rank < 0 || options.rank >= options.world_size) {
      throw setting_error{"batch_sampler",
                          "expected a rank from 0 to world size - 1, got rank " +
                              std::to_string(options.rank) + " of " + std::to_string(options.world_size),
                          "start every process with its own rank"};
    }
    options_.batch_size = std::min(options.batch_size, options.num_samples);
  }

  const batch_sampler_options& options() const noexcept { return options_; }

  /// Full batches in one pass over the images; 1 if there are fewer images than a batch takes.
  std::int64_t batches_per_pass() const noexcept { return options_.num_samples / options_.batch_size; }

  /// This rank's share of the batch of a step. Steps count from 0.
  drawn batch(std::int64_t step) const {
    Expects(step >= 0 && step / batches_per_pass() <= std::numeric_limits<std::uint32_t>::max());
    if (!options_.is_shuffled) return stored_batch(step);
    const auto pass = static_cast<std::uint32_t>(step / batches_per_pass());
    const std::int64_t first = step % batches_per_pass() * options_.batch_size;
    const std::vector<std::uint32_t>& order = order_of(pass);
    return {pass,
            {order.begin() + first + share(options_.rank), order.begin() + first + share(options_.rank + 1)}};
  }

 private:
  /// Where the share of a rank begins in a batch: the first `batch_size % world_size` shares have one
  /// image more.
  std::ptrdiff_t share(std::int64_t rank) const noexcept {
    const std::int64_t even = options_.batch_size / options_.world_size;
    return rank * even + std::min(rank, options_.batch_size % options_.world_size);
  }

  drawn stored_batch(std::int64_t step) const {
    drawn result;
    const std::int64_t first = step * options_.batch_size;
    result.pass = static_cast<std::uint32_t>(first / options_.num_samples);
    for (std::int64_t place = share(options_.rank); place < share(options_.rank + 1); ++place) {
      result.indices.push_back(static_cast<std::uint32_t>((first + place) % options_.num_samples));
    }
    return result;
  }

  const std::vector<std::uint32_t>& order_of(std::uint32_t pass) const {
    if (order_.empty() || pass != pass_) {
      order_ = random_permutation(
          static_cast<std::uint32_t>(options_.num_samples),
          {.seed = options_.seed, .purpose = options_.purpose, .task = options_.task, .pass = pass});
      pass_ = pass;
    }
    return order_;
  }

  batch_sampler_options options_;
  mutable std::uint32_t pass_ = 0;
  mutable std::vector<std::uint32_t> order_;
};

}  // namespace sdkt
