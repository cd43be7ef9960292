// SPDX-License-Identifier: MIT
//
// Decodes JPEG through libjpeg-turbo, with settings and colour rules that give the same pixels as PIL.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>  // jpeglib.h uses FILE and size_t without declaring them
#include <span>
#include <string_view>

#include <jpeglib.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// libjpeg's error hooks, a place to jump to, and room for the message. The hooks cast from `base`.
struct jpeg_errors {
  jpeg_error_mgr base;
  std::jmp_buf escape;
  std::array<char, JMSG_LENGTH_MAX> message;
};

/// Stores the message and leaves the running step.
[[noreturn]] void jpeg_fail(j_common_ptr info);

/// Prints nothing, in place of libjpeg's hook that prints to standard error.
inline void jpeg_print_nothing(j_common_ptr /*info*/) {}

/// Decodes a JPEG image. The result equals that of PIL's Image.open(...).convert("RGB").
///
/// Supports baseline and progressive files, every subsampling, grey, RGB, YCbCr, CMYK and YCCK (the last two
/// are always read as inverted). Orientation tags, colour profiles and data after the last row are ignored.
/// Errors: format_error if the data is damaged, ends early, has more than max_pixels pixels or 500 scans, or
/// claims more pixels than a file of its size can hold.
/// Memory: 3 bytes per pixel, and 2 more per sample for a progressive file; nothing is allocated before the
/// size has been checked.
/// Source: libjpeg-turbo with its default settings (exact integer DCT, smooth chroma upsampling).
rgb_image decode_jpeg(std::span<const std::byte> bytes, std::string_view name, std::int64_t max_pixels);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/jpeg.ipp>
#endif
