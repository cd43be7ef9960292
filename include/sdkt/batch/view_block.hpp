// SPDX-License-Identifier: MIT
//
// The input of the view kernel for one decoded image, as one block of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>

#include <sdkt/base/mode.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt::cuda {

/// One view: the pixels that it reads, and its filter weights.
///
/// Memory: per block the pixels of the window, and for each of its 2 S positions 12
/// bytes and 4 bytes per tap.
class view_block {
 public:
  /// A view described by eval_request or crop_request. The image must live until write has been called.
  view_block(const image::resize_request& request, int side);

  /// Bytes of the block, rounded up to a multiple of 16.
  std::size_t bytes() const noexcept { return aligned(bytes_); }
  /// Bytes that the kernel writes between its two passes.
  std::size_t bytes_between() const noexcept;

  /// Writes the block.
  void write(std::uint8_t* block) const;

  /// The plan by which the kernel reads a copy of the block at `base`; `between` holds the
  /// result of its first pass.
  view_plan plan(const std::uint8_t* base, std::uint8_t* between) const;

  /// The smallest multiple of 16 that is not less than `size`.
  static std::size_t aligned(std::size_t size) noexcept { return (size + 15) / 16 * 16; }

 private:
  /// Where the numbers of an axis are in the block.
  struct place {
    bool is_filtered = false;
    std::size_t positions = 0, weights = 0;
  };

  std::size_t row_bytes() const noexcept { return 3 * static_cast<std::size_t>(window_.width); }

  place place_of(const sdkt::detail::resize_axis& axis);

  static void write_axis(const sdkt::detail::resize_axis& axis, const place& at, std::uint8_t* block);

  static filter_axis axis_in(const place& at, const std::uint8_t* base);

  int side_;
  sdkt::detail::resize_axis across_, down_;
  sdkt::detail::pixel_window window_;
  bool columns_first_;
  std::size_t bytes_ = 0;
  place across_at_, down_at_;
};

/// Writes the plans of consecutive blocks. The blocks are at `base`, the results of their first passes at
/// `between`, each one behind the other.
///
/// host: room for one plan per block, aligned or not. view_of(block): returns the view_block of a block.
template <class Blocks, class ViewOf = std::identity>
void write_plans(const Blocks& blocks, const std::uint8_t* base, std::uint8_t* between, std::uint8_t* host,
                 const ViewOf& view_of = {}) {
  for (const auto& block : blocks) {
    const view_block& view = view_of(block);
    const view_plan plan = view.plan(base, between);
    std::memcpy(host, &plan, sizeof plan);
    host += sizeof plan;
    base += view.bytes();
    between += view.bytes_between();
  }
}

}  // namespace sdkt::cuda

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/view_block.ipp>
#endif
