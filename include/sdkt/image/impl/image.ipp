// SPDX-License-Identifier: MIT
//
// Definitions of image.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/format.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

SDKT_INLINE pixel_window window_of(const rgb_image& image, const image::crop_box& box) {
  const std::size_t stride = 3 * static_cast<std::size_t>(image.width);
  const std::size_t offset =
      static_cast<std::size_t>(box.top) * stride + 3 * static_cast<std::size_t>(box.left);
  return {image.pixels.data() + offset, box.width, box.height, stride};
}

SDKT_INLINE pixel_window whole(const rgb_image& image) {
  return window_of(image, {0, 0, image.width, image.height});
}

SDKT_INLINE rgb_image blank_image(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
}

SDKT_INLINE rgb_image copy_of(const pixel_window& window) {
  rgb_image copy{window.width, window.height, {}};
  const std::size_t row_bytes = 3 * static_cast<std::size_t>(window.width);
  copy.pixels.reserve(row_bytes * static_cast<std::size_t>(window.height));
  for (int y = 0; y < window.height; ++y) {
    copy.pixels.insert(copy.pixels.end(), window.row(y), window.row(y) + row_bytes);
  }
  return copy;
}

SDKT_INLINE format_error damaged_image(std::string_view name, std::string_view format,
                                       std::string_view reason) {
  return format_error{name,
                      "damaged or truncated " + std::string{format} + " image (" + std::string{reason} + ")",
                      restore_image};
}

/// More pixels than a byte of an image file can hold: deflate packs at most 1032 bytes, of up to eight pixels
/// each, into one byte, and the Huffman codes of a JPEG take at least one bit per 64 pixels.
inline constexpr std::int64_t max_pixels_per_byte = 16'384;

SDKT_INLINE void check_pixel_count(std::string_view name, std::string_view format, std::int64_t width,
                                   std::int64_t height, std::int64_t max_pixels, std::size_t file_size) {
  if (width <= 0) return;
  const std::string size = std::to_string(width) + " x " + std::to_string(height) + " pixels";
  if (height > max_pixels / width) {
    throw format_error{name,
                       "image of " + size + ", above the limit of " + std::to_string(max_pixels) + " pixels",
                       "remove it or scale it down; in C++, decode_options::max_pixels sets the limit"};
  }
  const auto bytes = static_cast<std::int64_t>(file_size);
  if (width * height / max_pixels_per_byte >= bytes) {
    throw damaged_image(name, format, size + " in a file of " + std::to_string(bytes) + " bytes");
  }
}

}  // namespace sdkt::detail
