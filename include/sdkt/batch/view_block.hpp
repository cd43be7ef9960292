// SPDX-License-Identifier: MIT
//
// What the view kernel needs of one decoded image, as one block of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt::cuda {

/// One view: the pixels that it reads, and how they are filtered.
///
/// Memory of its block: the window's pixels, and 12 bytes and 4 a tap for each of its 2 S positions.
class view_block {
 public:
  /// A view that eval_request or crop_request describes. Its image stays until write has been called.
  view_block(const resize_request& request, int side)
      : side_{side},
        across_{sdkt::detail::plan_axis(request.source.width, request.full_width, request.left, side,
                                        request.filter)},
        down_{sdkt::detail::plan_axis(request.source.height, request.full_height, request.top, side,
                                      request.filter)},
        window_{request.source.row(down_.first) + 3 * static_cast<std::ptrdiff_t>(across_.first),
                across_.count, down_.count, request.source.stride},
        columns_first_{sdkt::detail::columns_first(request.source.width, request.source.height,
                                                   request.full_width, request.full_height)} {
    bytes_ = row_bytes() * static_cast<std::size_t>(window_.height);
    across_at_ = place_of(across_);
    down_at_ = place_of(down_);
  }

  /// Bytes of its block, which begins at a multiple of 16.
  std::size_t bytes() const noexcept { return aligned(bytes_); }
  /// Bytes that the kernel writes between its two passes.
  std::size_t bytes_between() const noexcept {
    if (!across_.filtered() || !down_.filtered()) return 0;
    return std::size_t{3} * static_cast<std::size_t>(side_) *
           static_cast<std::size_t>(columns_first_ ? window_.width : window_.height);
  }

  /// Writes the block.
  void write(std::uint8_t* block) const {
    for (int row = 0; row < window_.height; ++row)
      std::memcpy(block + row_bytes() * static_cast<std::size_t>(row), window_.row(row), row_bytes());
    write_axis(across_, across_at_, block);
    write_axis(down_, down_at_, block);
  }

  /// How the kernel finds what a copy of the block at `base` holds; its two passes meet at `between`.
  view_plan plan(const std::uint8_t* base, std::uint8_t* between) const {
    view_plan plan{};
    plan.pixels = base;
    plan.stride = static_cast<std::int64_t>(row_bytes());
    plan.width = window_.width;
    plan.height = window_.height;
    plan.across = axis_in(across_at_, base);
    plan.down = axis_in(down_at_, base);
    plan.columns_first = columns_first_;
    plan.between = plan.has_two_passes() ? between : nullptr;
    return plan;
  }

  /// A multiple of 16 from `size` on.
  static std::size_t aligned(std::size_t size) noexcept { return (size + 15) / 16 * 16; }

 private:
  /// Where the numbers of an axis lie in the block.
  struct place {
    bool is_filtered = false;
    std::size_t positions = 0, weights = 0;
  };

  std::size_t row_bytes() const noexcept { return 3 * static_cast<std::size_t>(window_.width); }

  place place_of(const sdkt::detail::resize_axis& axis) {
    if (!axis.filtered()) return {};
    const std::size_t positions = aligned(bytes_);
    const std::size_t weights = aligned(positions + axis.filters.positions.size() * sizeof(filter_taps));
    bytes_ = weights + axis.filters.weights.size() * sizeof(std::int32_t);
    return {true, positions, weights};
  }

  static void write_axis(const sdkt::detail::resize_axis& axis, const place& at, std::uint8_t* block) {
    if (!at.is_filtered) return;
    std::vector<filter_taps> positions;
    positions.reserve(axis.filters.positions.size());
    for (const auto& taps : axis.filters.positions)
      positions.push_back({taps.first, taps.count, static_cast<std::int32_t>(taps.offset)});
    std::memcpy(block + at.positions, positions.data(), positions.size() * sizeof(filter_taps));
    std::memcpy(block + at.weights, axis.filters.weights.data(),
                axis.filters.weights.size() * sizeof(std::int32_t));
  }

  static filter_axis axis_in(const place& at, const std::uint8_t* base) {
    if (!at.is_filtered) return {nullptr, nullptr};
    return {reinterpret_cast<const filter_taps*>(base + at.positions),
            reinterpret_cast<const std::int32_t*>(base + at.weights)};
  }

  int side_;
  sdkt::detail::resize_axis across_, down_;
  sdkt::detail::pixel_window window_;
  bool columns_first_;
  std::size_t bytes_ = 0;
  place across_at_, down_at_;
};

/// Writes the plans of blocks that lie one behind the other from `base` on, as the bytes between their passes
/// do from `between` on.
///
/// host: room for a plan of each, aligned or not. view_of(block): its view_block.
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
