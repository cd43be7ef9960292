// SPDX-License-Identifier: MIT
//
// Definitions of decode.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/bmp.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/format.hpp>
#include <sdkt/image/gif.hpp>
#include <sdkt/image/jpeg.hpp>
#include <sdkt/image/png.hpp>

namespace sdkt {

SDKT_INLINE rgb_image decode_image(std::span<const std::byte> bytes, std::string_view name,
                                   const decode_options& options) {
  if (bytes.empty()) {
    throw format_error{name, "the image file is empty", detail::restore_image};
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
