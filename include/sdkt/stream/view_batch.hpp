// SPDX-License-Identifier: MIT
//
// What the view kernel needs of a batch of decoded images, in one block of bytes to copy to the device at
// once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <gsl/assert>

#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt::cuda {

/// Collects the views of a batch: of every image the pixels that its view reads, and how they are filtered.
///
/// The block of bytes is the same wherever it lies; its plans point into the places that it is told.
/// Memory: the windows' pixels, and 12 bytes and 4 a tap for each of the 2 S positions of an image.
class view_batch {
 public:
  explicit view_batch(int side) : side_{side} { Expects(side >= 1); }

  int side() const noexcept { return side_; }
  std::size_t size() const noexcept { return entries_.size(); }

  /// Adds a view, which eval_request or crop_request describes; what it is of may go afterwards.
  void add(const resize_request& request) {
    const auto across =
        sdkt::detail::plan_axis(request.source.width, request.full_width, request.left, side_);
    const auto down = sdkt::detail::plan_axis(request.source.height, request.full_height, request.top, side_);
    entry added;
    added.width = across.count;
    added.height = down.count;
    added.columns_first = sdkt::detail::columns_first(request.source.width, request.source.height,
                                                      request.full_width, request.full_height);
    added.pixels = bytes_.size();
    for (int row = 0; row < down.count; ++row) {
      const std::uint8_t* first =
          request.source.row(down.first + row) + 3 * static_cast<std::ptrdiff_t>(across.first);
      bytes_.insert(bytes_.end(), first, first + 3 * static_cast<std::ptrdiff_t>(across.count));
    }
    added.across = store(across);
    added.down = store(down);
    if (across.filtered() && down.filtered()) {
      added.between = between_;
      between_ += std::size_t{3} * static_cast<std::size_t>(side_) *
                  static_cast<std::size_t>(added.columns_first ? added.width : added.height);
    }
    entries_.push_back(added);
  }

  /// Bytes of the block.
  std::size_t bytes() const { return plans_at() + entries_.size() * sizeof(view_plan); }
  /// Bytes that the kernel writes between its two passes.
  std::size_t bytes_between() const noexcept { return between_; }

  /// Writes the block to `host`, for a copy of it at `base` and passes that meet at `between`. Returns where
  /// the plans will be.
  ///
  /// All of these are aligned to 16 bytes at least.
  const view_plan* write(std::uint8_t* host, const std::uint8_t* base, std::uint8_t* between) const {
    std::memcpy(host, bytes_.data(), bytes_.size());
    const auto axis = [base](const place& stored) -> filter_axis {
      if (!stored.is_filtered) return {nullptr, nullptr};
      return {reinterpret_cast<const filter_taps*>(base + stored.positions),
              reinterpret_cast<const std::int32_t*>(base + stored.weights)};
    };
    std::size_t at = plans_at();
    for (const entry& one : entries_) {
      view_plan plan{};
      plan.pixels = base + one.pixels;
      plan.stride = std::int64_t{3} * one.width;
      plan.width = one.width;
      plan.height = one.height;
      plan.across = axis(one.across);
      plan.down = axis(one.down);
      plan.columns_first = one.columns_first;
      plan.between = plan.has_two_passes() ? between + one.between : nullptr;
      std::memcpy(host + at, &plan, sizeof plan);
      at += sizeof plan;
    }
    return reinterpret_cast<const view_plan*>(base + plans_at());
  }

 private:
  struct place {
    bool is_filtered = false;
    std::size_t positions = 0, weights = 0;
  };
  struct entry {
    std::int32_t width = 0, height = 0;
    bool columns_first = false;
    std::size_t pixels = 0, between = 0;
    place across, down;
  };

  static std::size_t aligned(std::size_t size) { return (size + 15) / 16 * 16; }
  std::size_t plans_at() const { return aligned(bytes_.size()); }

  template <class Value>
  std::size_t append(const std::vector<Value>& values) {
    const std::size_t at = aligned(bytes_.size());
    bytes_.resize(at + values.size() * sizeof(Value));
    std::memcpy(bytes_.data() + at, values.data(), values.size() * sizeof(Value));
    return at;
  }

  place store(const sdkt::detail::resize_axis& axis) {
    if (!axis.filtered()) return {};
    std::vector<filter_taps> positions;
    for (const auto& taps : axis.filters.positions)
      positions.push_back({taps.first, taps.count, static_cast<std::int32_t>(taps.offset)});
    const std::size_t at = append(positions);
    return {true, at, append(axis.filters.weights)};
  }

  int side_;
  std::vector<std::uint8_t> bytes_;
  std::vector<entry> entries_;
  std::size_t between_ = 0;
};

}  // namespace sdkt::cuda
