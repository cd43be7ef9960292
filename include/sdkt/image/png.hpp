// SPDX-License-Identifier: MIT
//
// Decodes PNG through libpng, with colour rules that give the same pixels as PIL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// Decodes a PNG image. The result equals that of PIL's Image.open(...).convert("RGB").
///
/// Supports every colour type and bit depth, interlaced or not. Gamma, profiles and all other metadata are
/// ignored. Data after the last pixel is ignored, so a file without its end chunk is accepted.
/// Errors: format_error if the data is damaged, ends early, has more than max_pixels pixels or more pixels
/// than a file of its size can hold.
/// Memory: 3 bytes per pixel, and up to 8 more for an interlaced file; nothing is allocated before the size
/// has been checked. Of the chunks without pixels, only the palette is kept.
/// Differs from PIL: a file that ends within the checksums of its pixels is rejected.
rgb_image decode_png(std::span<const std::byte> bytes, std::string_view name, std::int64_t max_pixels);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/png.ipp>
#endif
