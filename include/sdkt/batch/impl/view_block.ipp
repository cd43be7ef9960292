// SPDX-License-Identifier: MIT
//
// Definitions of view_block.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/image/filter_table.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt::cuda {

SDKT_INLINE view_block::view_block(const image::resize_request& request, int side)
    : side_{side},
      across_{sdkt::detail::plan_axis(request.source.width, request.full_width, request.left, side,
                                      request.filter)},
      down_{sdkt::detail::plan_axis(request.source.height, request.full_height, request.top, side,
                                    request.filter)},
      window_{request.source.row(down_.first) + 3 * static_cast<std::ptrdiff_t>(across_.first), across_.count,
              down_.count, request.source.stride},
      columns_first_{sdkt::detail::columns_first(request.source.width, request.source.height,
                                                 request.full_width, request.full_height)} {
  bytes_ = row_bytes() * static_cast<std::size_t>(window_.height);
  across_at_ = place_of(across_);
  down_at_ = place_of(down_);
}

SDKT_INLINE std::size_t view_block::bytes_between() const noexcept {
  if (!across_.filtered() || !down_.filtered()) return 0;
  return std::size_t{3} * static_cast<std::size_t>(side_) *
         static_cast<std::size_t>(columns_first_ ? window_.width : window_.height);
}

SDKT_INLINE void view_block::write(std::uint8_t* block) const {
  for (int row = 0; row < window_.height; ++row)
    std::memcpy(block + row_bytes() * static_cast<std::size_t>(row), window_.row(row), row_bytes());
  write_axis(across_, across_at_, block);
  write_axis(down_, down_at_, block);
}

SDKT_INLINE view_plan view_block::plan(const std::uint8_t* base, std::uint8_t* between) const {
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

SDKT_INLINE view_block::place view_block::place_of(const sdkt::detail::resize_axis& axis) {
  if (!axis.filtered()) return {};
  const std::size_t positions = aligned(bytes_);
  const std::size_t weights = aligned(positions + axis.filters.positions.size() * sizeof(filter_taps));
  bytes_ = weights + axis.filters.weights.size() * sizeof(std::int32_t);
  return {true, positions, weights};
}

SDKT_INLINE void view_block::write_axis(const sdkt::detail::resize_axis& axis, const place& at,
                                        std::uint8_t* block) {
  if (!at.is_filtered) return;
  std::vector<filter_taps> positions;
  positions.reserve(axis.filters.positions.size());
  for (const auto& taps : axis.filters.positions)
    positions.push_back({taps.first, taps.count, static_cast<std::int32_t>(taps.offset)});
  std::memcpy(block + at.positions, positions.data(), positions.size() * sizeof(filter_taps));
  std::memcpy(block + at.weights, axis.filters.weights.data(),
              axis.filters.weights.size() * sizeof(std::int32_t));
}

SDKT_INLINE filter_axis view_block::axis_in(const place& at, const std::uint8_t* base) {
  if (!at.is_filtered) return {nullptr, nullptr};
  return {reinterpret_cast<const filter_taps*>(base + at.positions),
          reinterpret_cast<const std::int32_t*>(base + at.weights)};
}

}  // namespace sdkt::cuda
