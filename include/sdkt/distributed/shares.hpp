// SPDX-License-Identifier: MIT
//
// How the images of a batch are divided: into micro-batches, strands and processes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sdkt::distributed {

/// Consecutive images of a batch.
struct image_range {
  std::int64_t first = 0;
  std::int64_t count = 0;

  constexpr std::int64_t end() const noexcept { return first + count; }
  constexpr bool operator==(const image_range&) const = default;

  /// The part of this range that lies in another one; empty if there is none.
  constexpr image_range within(const image_range& other) const noexcept {
    const std::int64_t begin = std::max(first, other.first);
    return {begin, std::max<std::int64_t>(0, std::min(end(), other.end()) - begin)};
  }
};

/// The division of a batch. A strand is the part of a batch whose gradient is summed up in order; the gradients of
/// strands are then added up pairwise. So the sum depends on the strands and not on the processes, each of which has
/// consecutive strands.
///
/// num_images: N. micro_batch_size: images of one forward; 0 for one forward per strand. num_strands: S, a power of two.
class batch_shares {
 public:
  constexpr batch_shares(std::int64_t num_images, std::int64_t micro_batch_size, std::int64_t num_strands)
      : num_images_{num_images},
        num_strands_{num_strands},
        size_{micro_batch_size > 0 ? micro_batch_size
                                   : std::max<std::int64_t>(1, ceil(num_images, num_strands))},
        num_micro_batches_{ceil(num_images, size_)} {}

  constexpr std::int64_t num_micro_batches() const noexcept { return num_micro_batches_; }

  /// The images of a strand; strands may be empty.
  constexpr image_range strand(std::int64_t strand) const noexcept {
    return images(first_of(strand), first_of(strand + 1));
  }

  /// The micro-batches of one or several consecutive strands, in order.
  std::vector<image_range> micro_batches(std::int64_t strand, std::int64_t count = 1) const {
    std::vector<image_range> result;
    for (std::int64_t i = first_of(strand); i < first_of(strand + count); ++i)
      result.push_back(images(i, i + 1));
    return result;
  }

  /// The images of a process: those of its strands. size divides the number of strands.
  constexpr image_range process(std::int64_t rank, std::int64_t size) const noexcept {
    const std::int64_t strands = num_strands_ / size;
    return images(first_of(rank * strands), first_of((rank + 1) * strands));
  }

  /// How many of the images of each process lie in a range.
  std::vector<std::int64_t> counts(std::int64_t size, const image_range& within) const {
    std::vector<std::int64_t> result;
    for (std::int64_t rank = 0; rank < size; ++rank)
      result.push_back(process(rank, size).within(within).count);
    return result;
  }

 private:
  static constexpr std::int64_t ceil(std::int64_t number, std::int64_t divisor) noexcept {
    return (number + divisor - 1) / divisor;
  }
  /// The first micro-batch of a strand.
  constexpr std::int64_t first_of(std::int64_t strand) const noexcept {
    return ceil(strand * num_micro_batches_, num_strands_);
  }
  constexpr image_range images(std::int64_t first, std::int64_t end) const noexcept {
    const std::int64_t begin = std::min(num_images_, first * size_);
    return {begin, std::min(num_images_, end * size_) - begin};
  }

  std::int64_t num_images_;
  std::int64_t num_strands_;
  std::int64_t size_;
  std::int64_t num_micro_batches_;
};

}  // namespace sdkt::distributed
