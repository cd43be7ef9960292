// SPDX-License-Identifier: MIT
//
// Definitions of format.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/format.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

SDKT_INLINE std::uint32_t little_endian(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = (value << 8U) | std::to_integer<std::uint32_t>(bytes[at + i]);
  return value;
}

/// Whether the second header of a BMP file may have this size.
SDKT_INLINE bool is_bmp_header_size(std::uint32_t size) {
  constexpr std::array<std::uint32_t, 7> known{12, 40, 52, 56, 64, 108, 124};
  return std::find(known.begin(), known.end(), size) != known.end();
}

SDKT_INLINE image_format image_format_of(std::span<const std::byte> bytes) {
  const std::string_view text = as_text(bytes);
  if (text.starts_with("\xFF\xD8\xFF")) return image_format::jpeg;
  if (text.starts_with("\x89PNG\r\n\x1A\n")) return image_format::png;
  if (text.starts_with("GIF87a") || text.starts_with("GIF89a")) return image_format::gif;
  if (text.starts_with("BM") && bytes.size() >= 18 && is_bmp_header_size(little_endian(bytes, 14, 4)))
    return image_format::bmp;
  return image_format::other;
}

/// The kind of an unsupported file in words, and what to do about it.
struct known_format {
  std::string_view what;
  std::string_view remedy;
};

/// The kind of an unsupported file that is common among images; its name is empty if the kind is unknown.
SDKT_INLINE known_format other_format_of(std::span<const std::byte> bytes) {
  using namespace std::string_view_literals;
  constexpr std::string_view any =
      "convert it to PNG, for example with mogrify -format png FILE (ImageMagick)";
  constexpr std::string_view fetch_it = "download the image itself, or remove the file";
  const std::string_view text = as_text(bytes);
  const std::string_view brand = text.substr(std::min<std::size_t>(text.size(), 4), 8);
  if (text.starts_with("RIFF") && text.substr(std::min<std::size_t>(text.size(), 8)).starts_with("WEBP")) {
    return {"a WebP image", "convert it to PNG, for example with dwebp FILE -o FILE.png (libwebp)"};
  }
  if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv)) return {"a TIFF image", any};
  if (brand.starts_with("ftypavi")) {
    return {"an AVIF image", "convert it to PNG, for example with avifdec FILE FILE.png (libavif)"};
  }
  if (brand.starts_with("ftyphe") || brand == "ftypmif1" || brand == "ftypmsf1") {
    return {"a HEIC image", "convert it to PNG, for example with heif-convert FILE FILE.png (libheif)"};
  }
  if (text.starts_with("\xFF\x0A") || text.starts_with("\0\0\0\x0CJXL "sv)) {
    return {"a JPEG XL image", "convert it to PNG, for example with djxl FILE FILE.png (libjxl)"};
  }
  if (text.starts_with("\0\0\0\x0CjP  "sv) || text.starts_with("\xFF\x4F\xFF\x51"))
    return {"a JPEG 2000 image", any};
  if (text.starts_with("8BPS")) return {"a Photoshop document", any};
  if (text.starts_with("\0\0\1\0"sv)) return {"an icon", any};
  if (text.size() > 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '7' &&
      (text[2] == '\n' || text[2] == ' ')) {
    return {"a PNM image", any};
  }
  if (text.find("<svg") != std::string_view::npos) {
    return {"an SVG drawing", "draw it as PNG, for example with rsvg-convert FILE -o FILE.png (librsvg)"};
  }
  if (text.starts_with("<!DOCTYPE") || text.starts_with("<!doctype") || text.starts_with("<html")) {
    return {"an HTML page", fetch_it};
  }
  if (text.starts_with("version https://git-lfs")) {
    return {"a pointer of Git LFS", "fetch the image itself: git lfs pull"};
  }
  if (text.starts_with("%PDF")) return {"a PDF document", any};
  if (text.starts_with("PK\3\4")) return {"a ZIP archive", fetch_it};
  if (text.starts_with("\x1F\x8B")) return {"a file packed with gzip", "unpack it with gunzip"};
  if (!text.empty() && text.find_first_not_of('\0') == std::string_view::npos) {
    return {"a file that begins with zeros", restore_image};
  }
  return {"", "convert it to JPEG or PNG"};
}

/// The first bytes in hexadecimal, to describe a file of an unknown format.
SDKT_INLINE std::string first_bytes(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes.first(std::min<std::size_t>(bytes.size(), 8))) {
    if (!text.empty()) text += ' ';
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

SDKT_INLINE format_error refused_format(std::string_view name, std::span<const std::byte> bytes) {
  const known_format known = other_format_of(bytes.first(std::min(bytes.size(), format_bytes)));
  return format_error{
      name,
      "expected a JPEG, PNG, GIF or BMP image, found " +
          (known.what.empty() ? "a file that begins with " + first_bytes(bytes) : std::string{known.what}),
      known.remedy};
}

}  // namespace sdkt::detail
