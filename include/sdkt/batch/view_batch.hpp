// SPDX-License-Identifier: MIT
//
// What the view kernel needs of a batch of decoded images, in one block of bytes to copy to the device at
// once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/batch/view_block.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/image/view.hpp>

namespace sdkt::cuda {

/// Collects the views of a batch: of every image the pixels that its view reads, and how they are filtered.
///
/// The block of bytes is the same wherever it lies; its plans point into the places that it is told.
/// Memory: that of the blocks of its views.
class view_batch {
 public:
  explicit view_batch(int side) : side_{side} { Expects(side >= 1); }

  int side() const noexcept { return side_; }
  std::size_t size() const noexcept { return views_.size(); }

  /// Adds a view, which eval_request or crop_request describes; what it is of may go afterwards.
  void add(const resize_request& request) {
    view_block block{request, side_};
    const std::size_t at = bytes_.size();
    bytes_.resize(at + block.bytes());
    block.write(bytes_.data() + at);
    between_ += block.bytes_between();
    views_.push_back(std::move(block));
  }

  /// Bytes of the block.
  std::size_t bytes() const { return bytes_.size() + views_.size() * sizeof(view_plan); }
  /// Bytes that the kernel writes between its two passes.
  std::size_t bytes_between() const noexcept { return between_; }

  /// Writes the block to `host`, for a copy of it at `base` and passes that meet at `between`. Returns where
  /// the plans will be.
  ///
  /// All of these are aligned to 16 bytes at least.
  const view_plan* write(std::uint8_t* host, const std::uint8_t* base, std::uint8_t* between) const {
    std::memcpy(host, bytes_.data(), bytes_.size());
    write_plans(views_, base, between, host + bytes_.size());
    return reinterpret_cast<const view_plan*>(base + bytes_.size());
  }

 private:
  int side_;
  std::vector<std::uint8_t> bytes_;
  std::vector<view_block> views_;
  std::size_t between_ = 0;
};

}  // namespace sdkt::cuda
