// SPDX-License-Identifier: MIT
//
// What an image is here: bytes in rows, three a pixel, and the rectangles that are cut out of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>

namespace sdkt {

/// A decoded image: rows from top to bottom, red, green and blue interleaved, 3 * width * height bytes.
struct rgb_image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

/// A rectangle of whole pixels, counted from the left upper corner.
struct crop_box {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;

  friend bool operator==(const crop_box&, const crop_box&) = default;
};

namespace detail {

/// A rectangle of somebody else's pixels: what the resampler reads, so that a crop costs no copy.
struct pixel_window {
  const std::uint8_t* first = nullptr;
  int width = 0;
  int height = 0;
  std::size_t stride = 0;  ///< bytes from one row to the next

  const std::uint8_t* row(std::ptrdiff_t y) const { return first + y * static_cast<std::ptrdiff_t>(stride); }
};

/// The window of an image that a box describes; the box lies inside of the image.
inline pixel_window window_of(const rgb_image& image, const crop_box& box) {
  const std::size_t stride = 3 * static_cast<std::size_t>(image.width);
  const std::size_t offset =
      static_cast<std::size_t>(box.top) * stride + 3 * static_cast<std::size_t>(box.left);
  return {image.pixels.data() + offset, box.width, box.height, stride};
}

/// The window that is the whole image.
inline pixel_window whole(const rgb_image& image) {
  return window_of(image, {0, 0, image.width, image.height});
}

/// An image of the given size, all black.
inline rgb_image blank_image(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
}

/// An image of its own with the window's pixels.
inline rgb_image copy_of(const pixel_window& window) {
  rgb_image copy{window.width, window.height, {}};
  const std::size_t row_bytes = 3 * static_cast<std::size_t>(window.width);
  copy.pixels.reserve(row_bytes * static_cast<std::size_t>(window.height));
  for (int y = 0; y < window.height; ++y) {
    copy.pixels.insert(copy.pixels.end(), window.row(y), window.row(y) + row_bytes);
  }
  return copy;
}

/// The error that says that an image file is broken and why.
inline format_error damaged_image(std::string_view name, std::string_view format, std::string_view reason) {
  return format_error{name,
                      "damaged or truncated " + std::string{format} + " image (" + std::string{reason} + ")",
                      "restore the file from its source or leave it out"};
}

/// More pixels than a byte of a file holds: deflate packs at most 1032 bytes into one, of eight pixels each,
/// and Huffman's codes of a JPEG take at least a bit for 64 pixels.
inline constexpr std::int64_t max_pixels_per_byte = 16'384;

/// Refuses an image whose header promises more pixels than are allowed or than its file can hold, before
/// anything is allocated for it.
inline void check_pixel_count(std::string_view name, std::string_view format, std::int64_t width,
                              std::int64_t height, std::int64_t max_pixels, std::size_t file_size) {
  if (width <= 0) return;
  const std::string size = std::to_string(width) + " x " + std::to_string(height) + " pixels";
  if (height > max_pixels / width) {
    throw format_error{name,
                       "image of " + size + ", above the limit of " + std::to_string(max_pixels) + " pixels",
                       "leave it out or scale it down; in C++, decode_options::max_pixels is the limit"};
  }
  const auto bytes = static_cast<std::int64_t>(file_size);
  if (width * height / max_pixels_per_byte >= bytes) {
    throw damaged_image(name, format, size + " in a file of " + std::to_string(bytes) + " bytes");
  }
}

}  // namespace detail

}  // namespace sdkt
