// SPDX-License-Identifier: MIT
//
// Definitions of sampler.hpp.
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
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/sampler.hpp>

namespace sdkt::batch {

SDKT_INLINE batch_sampler::batch_sampler(const batch_sampler_options& options) : options_{options} {
  constexpr std::int64_t limit = std::numeric_limits<std::uint32_t>::max();
  if (options.num_samples < 1 || options.num_samples > limit) {
    throw data_error{"batch_sampler",
                     "expected 1 to " + std::to_string(limit) + " images to draw from, got " +
                         std::to_string(options.num_samples),
                     "add images to the task or the reference"};
  }
  if (options.batch_size < 1) {
    throw setting_error{"batch_sampler",
                        "expected a batch size of at least 1, got " + std::to_string(options.batch_size),
                        "set it to the number of images per step"};
  }
  if (options.world_size < 1 || options.rank < 0 || options.rank >= options.world_size) {
    throw setting_error{"batch_sampler",
                        "expected a rank from 0 to world size - 1, got rank " + std::to_string(options.rank) +
                            " of " + std::to_string(options.world_size),
                        "start every process with its own rank"};
  }
  options_.batch_size = std::min(options.batch_size, options.num_samples);
}

SDKT_INLINE batch_sampler::drawn batch_sampler::batch(std::int64_t step) const {
  Expects(step >= 0 && step / batches_per_pass() <= std::numeric_limits<std::uint32_t>::max());
  if (!options_.is_shuffled) return stored_batch(step);
  const auto pass = static_cast<std::uint32_t>(step / batches_per_pass());
  const std::int64_t first = step % batches_per_pass() * options_.batch_size;
  const std::vector<std::uint32_t>& order = order_of(pass);
  return {pass,
          {order.begin() + first + share(options_.rank), order.begin() + first + share(options_.rank + 1)}};
}

SDKT_INLINE std::ptrdiff_t batch_sampler::share(std::int64_t rank) const noexcept {
  const std::int64_t even = options_.batch_size / options_.world_size;
  return rank * even + std::min(rank, options_.batch_size % options_.world_size);
}

SDKT_INLINE batch_sampler::drawn batch_sampler::stored_batch(std::int64_t step) const {
  drawn result;
  const std::int64_t first = step * options_.batch_size;
  result.pass = static_cast<std::uint32_t>(first / options_.num_samples);
  for (std::int64_t place = share(options_.rank); place < share(options_.rank + 1); ++place) {
    result.indices.push_back(static_cast<std::uint32_t>((first + place) % options_.num_samples));
  }
  return result;
}

SDKT_INLINE const std::vector<std::uint32_t>& batch_sampler::order_of(std::uint32_t pass) const {
  if (order_.empty() || pass != pass_) {
    order_ = detail::random_permutation(
        static_cast<std::uint32_t>(options_.num_samples),
        {.seed = options_.seed, .purpose = options_.purpose, .task = options_.task, .pass = pass});
    pass_ = pass;
  }
  return order_;
}

}  // namespace sdkt::batch
