// SPDX-License-Identifier: MIT
//
// The image type: bytes in rows, three per pixel, and the rectangles that are cut out of an image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt {

/// A decoded image: rows from top to bottom, red, green and blue interleaved, 3 * width * height bytes.
struct rgb_image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

}  // namespace sdkt

namespace sdkt::image {

/// A rectangle of whole pixels, counted from the upper left corner.
struct crop_box {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;

  friend bool operator==(const crop_box&, const crop_box&) = default;
};

}  // namespace sdkt::image

namespace sdkt::detail {

/// A rectangle of pixels that it does not own. The resampler reads such windows, so a crop needs no copy.
struct pixel_window {
  const std::uint8_t* first = nullptr;
  int width = 0;
  int height = 0;
  std::size_t stride = 0;  ///< bytes from one row to the next

  const std::uint8_t* row(std::ptrdiff_t y) const { return first + y * static_cast<std::ptrdiff_t>(stride); }
};

/// The window of an image that a box describes. The box must be inside the image.
pixel_window window_of(const rgb_image& image, const image::crop_box& box);

/// The window of the whole image.
pixel_window whole(const rgb_image& image);

/// An image of the given size, all black.
rgb_image blank_image(int width, int height);

/// A new image with the window's pixels.
rgb_image copy_of(const pixel_window& window);

/// The error for a broken image file, with the reason.
format_error damaged_image(std::string_view name, std::string_view format, std::string_view reason);

/// Throws if the header of an image claims more pixels than are allowed or than its file can hold. Called
/// before anything is allocated for the image.
void check_pixel_count(std::string_view name, std::string_view format, std::int64_t width,
                       std::int64_t height, std::int64_t max_pixels, std::size_t file_size);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/image.ipp>
#endif
