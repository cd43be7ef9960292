// SPDX-License-Identifier: MIT
//
// Decodes BMP to the same pixels as PIL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// The content of the two headers of a BMP file.
struct bmp_header {
  std::int64_t width = 0, height = 0;
  std::uint32_t header_size = 0, pixel_offset = 0, bits = 0, compression = 0, num_colours = 0;
  bool is_top_down = false;
};

/// Reads the width and height from the first 26 bytes of a file.
bmp_header read_bmp_size(std::span<const std::byte> bytes, std::string_view name);

/// Decodes a BMP image. The result equals that of PIL's Image.open(...).convert("RGB").
///
/// Supports 1, 4 and 8 bits with a palette, run-length encoded or not; 16, 24 and 32 bits, with or without
/// masks; rows from the bottom up or from the top down; the headers of Windows and of OS/2. Alpha is dropped.
/// Errors: format_error if the data is damaged, ends early, is of an unsupported kind, has more than
/// max_pixels pixels or more pixels than a file of its size can hold.
/// Memory: 3 bytes per pixel, allocated after the size has been checked.
/// Differs from PIL: a run-length encoded file that ends its picture early is accepted. Its other pixels
/// then have colour 0.
rgb_image decode_bmp(std::span<const std::byte> bytes, std::string_view name, std::int64_t max_pixels);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/bmp.ipp>
#endif
