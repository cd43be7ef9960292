// SPDX-License-Identifier: MIT
//
// The bytes of an image file to pixels, whichever of the supported formats they are in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <sdkt/image/bmp.hpp>
#include <sdkt/image/format.hpp>
#include <sdkt/image/gif.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/jpeg.hpp>
#include <sdkt/image/png.hpp>

namespace sdkt {

/// Limits of decode_image.
struct decode_options {
  std::int64_t max_pixels =
      178'956'970;  ///< larger images are refused unread; PIL refuses at the same number
};

/// Decodes a JPEG, PNG, GIF or BMP image, told apart by its first bytes, to the pixels that PIL's
/// convert("RGB") gives; of a GIF file the first picture.
///
/// Errors: format_error that begins with `name` if the bytes are no such image, are damaged or end too early,
/// or if the image has more than options.max_pixels pixels or more than 16,384 a byte of its file; in that
/// case nothing has been allocated for it. For other formats the sentence names the program that converts
/// them.
/// Memory: at most 11 bytes a pixel, so 180 kB a byte of the file and, with the default limit, 2 GB; beside
/// that 1 MB, and 17 MB where a JPEG is less than 32 pixels wide or high.
/// Differs from PIL: damaged data is always an error, where PIL may return grey pixels; so is a JPEG of one
/// colour whose arithmetic coding packs more pixels into a byte than that limit.
inline rgb_image decode_image(std::span<const std::byte> bytes, std::string_view name,
                              const decode_options& options = {}) {
  if (bytes.empty()) {
    throw format_error{name, "the image file is empty", "restore the file from its source or leave it out"};
  }
  switch (detail::image_format_of(bytes)) {
    case detail::image_format::jpeg:
      return detail::decode_jpeg(bytes, name, options.max_pixels);
    case detail::image_format::png:
      return detail::decode_png(bytes, name, options.max_pixels);
    case detail::image_format::gif:
      return detail::decode_gif(bytes, name, options.max_pixels);
    case detail::image_format::bmp:
      return detail::decode_bmp(bytes, name, options.max_pixels);
    case detail::image_format::other:
      break;
  }
  throw detail::refused_format(name, bytes);
}

}  // namespace sdkt
