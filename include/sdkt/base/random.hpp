// SPDX-License-Identifier: MIT
//
// All random numbers of a run are a pure function of (seed, purpose, task, pass, index).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// What a random number is used for. Two purposes never share numbers; the values are part of a run's format.
enum class random_purpose : std::uint32_t {
  task_order = 1,        ///< order of a task's images in one pass
  reference_order = 2,   ///< order of the reference images in one pass
  task_crop = 3,         ///< train views of a task's images
  reference_crop = 4,    ///< train views of reference images
  reference_subset = 5,  ///< which images of a larger pool are the reference set
  stream_order = 6,      ///< shuffled streams and few-shot choices
  initial_weights = 7,   ///< random weights
  sentences = 8,         ///< random token ids
  fisher_labels = 9,     ///< labels drawn from a model's probabilities
  fisher_crop = 10,      ///< train views of a gradient pass
  distance_sample = 11,  ///< which reference images are used to measure the distance to the pre-trained model
  initial_factors = 12,  ///< factors of a parameterisation at a task's start
  hidden_units = 13,     ///< random units of a classifier
  user = 100,            ///< first value free for users' policies
};

}  // namespace sdkt

namespace sdkt::detail {

/// The coordinates that determine a random number.
struct random_key {
  std::uint64_t seed = 0;
  random_purpose purpose = random_purpose::user;
  std::uint32_t task = 0;   ///< position in the training order, below 2^24
  std::uint32_t pass = 0;   ///< number of earlier passes over the images
  std::uint32_t index = 0;  ///< index of the image

  bool operator==(const random_key&) const = default;
};

/// Ten rounds of Philox 4x32: maps a 128-bit counter and a 64-bit key to 128 random bits.
///
/// Source: Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011), Philox4x32-10.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

}  // namespace sdkt::detail

namespace sdkt {

/// The endless stream of random numbers that belongs to one key.
///
/// Satisfies UniformRandomBitGenerator. Standard distributions differ between libraries: use the members.
/// Cost: a counter and one block of state, so a stream per image and pass costs next to nothing.
class random_stream {
 public:
  using result_type = std::uint32_t;

  explicit constexpr random_stream(const detail::random_key& key) noexcept
      : key_{static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)},
        counter_{0, key.index, key.pass,
                 (static_cast<std::uint32_t>(key.purpose) << 24) | (key.task & 0xFFFFFFU)} {}

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return 0xFFFFFFFFU; }

  /// 32 random bits.
  constexpr std::uint32_t operator()() noexcept {
    if (used_ == block_.size()) {
      block_ = detail::philox4x32(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return block_[used_++];
  }

  /// A number in [0, 1) with 53 random bits.
  constexpr double uniform() noexcept {
    const std::uint64_t high = (*this)();
    const std::uint64_t low = (*this)();
    return static_cast<double>(((high << 32) | low) >> 11) * 0x1.0p-53;
  }

  /// A number in [low, high).
  constexpr double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }

  /// A whole number in [0, bound), each equally likely; bound must be above 0 and at most 2^32.
  constexpr std::uint64_t below(std::uint64_t bound) noexcept {
    std::uint64_t product = std::uint64_t{(*this)()} * bound;
    const std::uint64_t threshold = (std::uint64_t{1} << 32) % bound;
    while ((product & 0xFFFFFFFFU) < threshold) product = std::uint64_t{(*this)()} * bound;
    return product >> 32;
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  std::size_t used_ = 4;
};

}  // namespace sdkt

namespace sdkt::detail {

/// The numbers 0 .. size-1 in a random order that depends only on the key (Fisher-Yates).
std::vector<std::uint32_t> random_permutation(std::uint32_t size, const random_key& key);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/random.ipp>
#endif
