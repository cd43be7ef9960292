// SPDX-License-Identifier: MIT
//
// Resizing with the same result as PIL, bit for bit: antialiased separable filters in fixed point.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/filter_table.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::detail {

/// Filters every row.
///
/// Transposes sixteen rows at a time, so that this pass is also a sum of weighted rows.
rgb_image filter_rows_anywhere(const pixel_window& source, const filter_table& table);

/// Computes filter_rows_anywhere in the fastest way that the processor supports.
rgb_image filter_rows(const pixel_window& source, const filter_table& table);

/// One side of a resize: the source positions that are read, and their weights if the size changes.
struct resize_axis {
  int first = 0;
  int count = 0;
  filter_table filters;  ///< empty if the pass is skipped; positions count from `first`

  bool filtered() const { return !filters.positions.empty(); }
};

/// The plan for target positions first .. first+count-1 when `source` pixels become `target` pixels.
resize_axis plan_axis(int source, std::int64_t target, std::int64_t first, int count, pixel_filter filter);

/// Whether the columns are filtered before the rows. The order affects the rounding of the values in between.
///
/// Source: observed in Pillow 13.0.0, exact in all cases tried; Pillow 12.0.0 always filtered the rows first.
bool columns_first(std::int64_t width, std::int64_t height, std::int64_t new_width, std::int64_t new_height);

/// A window of the image that resizing `source` to full_width x full_height would give: width x height pixels
/// at (left, top).
rgb_image resample(const pixel_window& source, std::int64_t full_width, std::int64_t full_height,
                   std::int64_t left, std::int64_t top, int width, int height,
                   pixel_filter filter = pixel_filter::bicubic);

/// Rejects a width or height below 1.
void check_image_size(const std::string& where, int width, int height);

}  // namespace sdkt::detail

namespace sdkt::image {

/// Resizes an image as PIL's Image.resize((width, height), filter) does, bit for bit.
///
/// Result: values between the two passes are rounded to bytes. A pass that changes no size is skipped.
/// Errors: setting_error if the source or the result has no pixels.
/// Source: Pillow's resampling: stretched kernels when shrinking, 22-bit weights.
[[nodiscard]] rgb_image resize(const rgb_image& source, int width, int height, pixel_filter filter);

/// Resizes an image as PIL's Image.resize((width, height), BICUBIC) does, bit for bit.
///
/// The kernel has a = -0.5.
/// Result, errors: those of resize.
/// Cost: width * source.height + width * height pixels, each with 4 * max(1, shrinking factor) + 1 taps.
[[nodiscard]] rgb_image resize_bicubic(const rgb_image& source, int width, int height);

}  // namespace sdkt::image

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/resample.ipp>
#endif
