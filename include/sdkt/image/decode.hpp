// SPDX-License-Identifier: MIT
//
// The bytes of an image file to pixels, whichever of the supported formats they are in.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <sdkt/image/image.hpp>
#include <sdkt/image/jpeg.hpp>
#include <sdkt/image/png.hpp>

namespace sdkt {

/// Limits of decode_image.
struct decode_options {
  std::int64_t max_pixels =
      178'956'970;  ///< larger images are refused unread; PIL refuses at the same number
};

namespace detail {

/// Whether the bytes begin with a format's signature.
template <std::size_t N>
bool begins_with(std::span<const std::byte> bytes, const std::array<unsigned char, N>& signature) {
  return bytes.size() >= N && std::equal(signature.begin(), signature.end(), bytes.begin(),
                                         [](unsigned char a, std::byte b) { return std::byte{a} == b; });
}

/// The first bytes in hexadecimal, to show what a file of an unknown format begins with.
inline std::string first_bytes(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes.first(std::min<std::size_t>(bytes.size(), 8))) {
    if (!text.empty()) text += ' ';
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

}  // namespace detail

/// Decodes a JPEG or PNG image, told apart by its first bytes, to the pixels that PIL's convert("RGB") gives.
///
/// Errors: format_error that begins with `name` if the bytes are no such image, are damaged or end too early,
/// or if the image has more than options.max_pixels pixels or more than 16,384 a byte of its file; in that
/// case nothing has been allocated for it.
/// Memory: at most 11 bytes a pixel, so 180 kB a byte of the file and, with the default limit, 2 GB; beside
/// that 1 MB, and 17 MB where a JPEG is less than 32 pixels wide or high.
/// Differs from PIL: damaged data is always an error, where PIL may return grey pixels; so is a JPEG of one
/// colour whose arithmetic coding packs more pixels into a byte than that limit.
inline rgb_image decode_image(std::span<const std::byte> bytes, std::string_view name,
                              const decode_options& options = {}) {
  constexpr std::array<unsigned char, 3> jpeg{0xFF, 0xD8, 0xFF};
  constexpr std::array<unsigned char, 8> png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  if (bytes.empty()) {
    throw format_error{name, "the image file is empty", "restore the file from its source or leave it out"};
  }
  if (detail::begins_with(bytes, jpeg)) return detail::decode_jpeg(bytes, name, options.max_pixels);
  if (detail::begins_with(bytes, png)) return detail::decode_png(bytes, name, options.max_pixels);
  throw format_error{
      name, "expected a JPEG or PNG image, found a file that begins with " + detail::first_bytes(bytes),
      "convert it to JPEG or PNG"};
}

}  // namespace sdkt
