// SPDX-License-Identifier: MIT
//
// Definitions of resample.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/blend.hpp>
#include <sdkt/image/filter_rows_avx2.hpp>
#include <sdkt/image/filter_table.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::detail {

/// Filters every column: each row of the target is a weighted sum of source rows.
SDKT_INLINE rgb_image filter_columns(const pixel_window& source, const filter_table& table) {
  rgb_image result = blank_image(source.width, static_cast<int>(table.positions.size()));
  const std::size_t row_bytes = 3 * static_cast<std::size_t>(source.width);
  std::uint8_t* target = result.pixels.data();
  for (const auto& position : table.positions) {
    blend_rows(source.row(position.first), source.stride, table.weights_of(position), position.count, target,
               row_bytes);
    target += row_bytes;
  }
  return result;
}

SDKT_INLINE rgb_image filter_rows_anywhere(const pixel_window& source, const filter_table& table) {
  constexpr std::size_t lanes = blend_lanes;
  constexpr std::size_t pixel = 3 * lanes;
  rgb_image result = blank_image(static_cast<int>(table.positions.size()), source.height);
  const std::size_t source_values = 3 * static_cast<std::size_t>(source.width);
  const std::size_t target_values = 3 * table.positions.size();
  std::vector<std::uint8_t> tile(source_values * lanes);
  std::vector<std::uint8_t> filtered(target_values * lanes);
  for (int top = 0; top < source.height; top += static_cast<int>(lanes)) {
    const std::size_t rows = std::min(lanes, static_cast<std::size_t>(source.height - top));
    transpose_bytes(source.row(top), source.stride, tile.data(), lanes, source_values, rows);
    std::uint8_t* target = filtered.data();
    for (const auto& position : table.positions) {
      blend_rows(tile.data() + static_cast<std::size_t>(position.first) * pixel, pixel,
                 table.weights_of(position), position.count, target, pixel);
      target += pixel;
    }
    transpose_bytes(filtered.data(), lanes,
                    result.pixels.data() + static_cast<std::size_t>(top) * target_values, target_values, rows,
                    target_values);
  }
  return result;
}

SDKT_INLINE rgb_image filter_rows(const pixel_window& source, const filter_table& table) {
#ifdef SDKT_HAS_AVX2_ROWS
  if (has_avx2() && table.positions.size() >= 4) return avx2::filter_rows(source, table);
#endif
  return filter_rows_anywhere(source, table);
}

SDKT_INLINE resize_axis plan_axis(int source, std::int64_t target, std::int64_t first, int count,
                                  pixel_filter filter) {
  if (source == target) return {static_cast<int>(first), count, {}};
  resize_axis axis{0, 0, filters_of(filter, source, target, first, count)};
  axis.first = axis.filters.positions.front().first;
  axis.count = axis.filters.positions.back().first + axis.filters.positions.back().count - axis.first;
  for (auto& position : axis.filters.positions) position.first -= axis.first;
  return axis;
}

SDKT_INLINE bool columns_first(std::int64_t width, std::int64_t height, std::int64_t new_width,
                               std::int64_t new_height) {
  return height > new_height && height - new_height > 2 * (width - new_width);
}

SDKT_INLINE rgb_image resample(const pixel_window& source, std::int64_t full_width, std::int64_t full_height,
                               std::int64_t left, std::int64_t top, int width, int height,
                               pixel_filter filter) {
  const resize_axis across = plan_axis(source.width, full_width, left, width, filter);
  const resize_axis down = plan_axis(source.height, full_height, top, height, filter);
  const pixel_window read{source.row(down.first) + 3 * static_cast<std::ptrdiff_t>(across.first),
                          across.count, down.count, source.stride};
  if (!across.filtered() && !down.filtered()) return copy_of(read);
  if (!down.filtered()) return filter_rows(read, across.filters);
  if (!across.filtered()) return filter_columns(read, down.filters);
  if (columns_first(source.width, source.height, full_width, full_height)) {
    return filter_rows(whole(filter_columns(read, down.filters)), across.filters);
  }
  return filter_columns(whole(filter_rows(read, across.filters)), down.filters);
}

SDKT_INLINE void check_image_size(const std::string& where, int width, int height) {
  if (width < 1 || height < 1) {
    throw setting_error{where, "an image size of " + std::to_string(width) + " x " + std::to_string(height),
                        "give a width and a height of at least 1"};
  }
}

}  // namespace sdkt::detail

namespace sdkt::image {

SDKT_INLINE rgb_image resize(const rgb_image& source, int width, int height, pixel_filter filter) {
  detail::check_image_size("resize, source", source.width, source.height);
  detail::check_image_size("resize, result", width, height);
  return detail::resample(detail::whole(source), width, height, 0, 0, width, height, filter);
}

SDKT_INLINE rgb_image resize_bicubic(const rgb_image& source, int width, int height) {
  detail::check_image_size("resize_bicubic, source", source.width, source.height);
  detail::check_image_size("resize_bicubic, result", width, height);
  return resize(source, width, height, pixel_filter::bicubic);
}

}  // namespace sdkt::image
