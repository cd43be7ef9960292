// SPDX-License-Identifier: MIT
//
// Decodes an image file in any supported format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt {

/// Limits of decode_image.
struct decode_options {
  std::int64_t max_pixels = 178'956'970;  ///< larger images are rejected undecoded; PIL has the same limit
};

/// Decodes a JPEG, PNG, GIF or BMP image to the same pixels as PIL's convert("RGB"). Of a GIF file, decodes
/// the first picture. The first bytes decide the format.
///
/// Errors: format_error that begins with `name` if the bytes are not such an image, are damaged or end too
/// early, or if the image has more than options.max_pixels pixels or more than 16,384 pixels per byte of its
/// file. An image with too many pixels is rejected before anything is allocated for it. For other formats,
/// the message names a program that converts them.
/// Memory: at most 11 bytes per pixel, that is 180 kB per byte of the file and, with the default limit, 2 GB;
/// in addition 1 MB, or 17 MB for a JPEG less than 32 pixels wide or high.
/// Differs from PIL: damaged data is always an error, while PIL may return grey pixels. A JPEG of one colour
/// whose arithmetic coding packs more pixels into a byte than the limit above is also an error.
[[nodiscard]] rgb_image decode_image(std::span<const std::byte> bytes, std::string_view name,
                                     const decode_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/decode.ipp>
#endif
