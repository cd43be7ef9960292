// SPDX-License-Identifier: MIT
//
// Finds the format of an image file from its first bytes, never from its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The supported formats, and `other` for everything else.
enum class image_format { jpeg, png, gif, bmp, other };

/// The number of bytes of a file that image_format_of and refused_format examine.
inline constexpr std::size_t format_bytes = 64;

/// What to do about a damaged image.
inline constexpr std::string_view restore_image = "restore the file from its source or remove it";

std::string_view as_text(std::span<const std::byte> bytes);

/// The little-endian number in `count` bytes from `at` on. The caller ensures that the bytes exist.
std::uint32_t little_endian(std::span<const std::byte> bytes, std::size_t at, std::size_t count);

/// Whether the second header of a BMP file may have this size.
bool is_bmp_header_size(std::uint32_t size);

/// The format of a file with these first bytes.
image_format image_format_of(std::span<const std::byte> bytes);

/// The error for a file in an unsupported format.
format_error refused_format(std::string_view name, std::span<const std::byte> bytes);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/format.ipp>
#endif
