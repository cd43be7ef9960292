// SPDX-License-Identifier: MIT
//
// Encodes pixels as a JPEG file, and scales images down to thumbnails.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::image {

/// A baseline JPEG file of an image; quality from 1 to 100.
///
/// Errors: setting_error for an image without pixels; format_error if a side has more than 65,500 pixels.
[[nodiscard]] std::string encode_jpeg(const rgb_image& image, int quality = 88);

/// The whole image, scaled down to at most `size` pixels on its longer side. A smaller image is unchanged.
///
/// Errors: setting_error for an image without pixels or a size below 1.
[[nodiscard]] rgb_image thumbnail(const rgb_image& image, int size);

}  // namespace sdkt::image

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/jpeg_encode.ipp>
#endif
