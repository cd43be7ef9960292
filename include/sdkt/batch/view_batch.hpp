// SPDX-License-Identifier: MIT
//
// The input of the view kernel for a batch of decoded images, in one block of bytes that is copied to the
// device in one piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/image/view.hpp>

namespace sdkt::cuda {

/// Collects the views of a batch: for every image, the pixels that its view reads and the filter weights.
///
/// The bytes of the block do not depend on its address; only its plans point to the given places.
/// Memory: that of the blocks of its views.
class view_batch {
 public:
  explicit view_batch(int side) : side_{side} { Expects(side >= 1); }

  int side() const noexcept { return side_; }
  std::size_t size() const noexcept { return views_.size(); }

  /// Adds a view described by eval_request or crop_request; its image is not needed afterwards.
  void add(const image::resize_request& request);

  /// Bytes of the block.
  std::size_t bytes() const { return bytes_.size() + views_.size() * sizeof(view_plan); }
  /// Bytes that the kernel writes between its two passes.
  std::size_t bytes_between() const noexcept { return between_; }

  /// Writes the block to `host`. The plans are valid for a copy of the block at `base` and use `between` for
  /// the result of the first pass. Returns the place of the plans in that copy.
  ///
  /// All three pointers are aligned to at least 16 bytes.
  const view_plan* write(std::uint8_t* host, const std::uint8_t* base, std::uint8_t* between) const;

 private:
  int side_;
  std::vector<std::uint8_t> bytes_;
  std::vector<view_block> views_;
  std::size_t between_ = 0;
};

}  // namespace sdkt::cuda

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/view_batch.ipp>
#endif
