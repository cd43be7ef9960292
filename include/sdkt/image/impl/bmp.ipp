// SPDX-License-Identifier: MIT
//
// Definitions of bmp.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/bmp.hpp>
#include <sdkt/image/format.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// The number of bytes at the beginning of a BMP file that contain its size.
inline constexpr std::size_t bmp_size_bytes = 26;

SDKT_INLINE bmp_header read_bmp_size(std::span<const std::byte> bytes, std::string_view name) {
  if (bytes.size() < bmp_size_bytes) throw damaged_image(name, "BMP", "the file ends too early");
  bmp_header header;
  header.pixel_offset = little_endian(bytes, 10, 4);
  header.header_size = little_endian(bytes, 14, 4);
  if (header.header_size == 12) {
    header.width = little_endian(bytes, 18, 2);
    header.height = little_endian(bytes, 20, 2);
    header.bits = little_endian(bytes, 24, 2);
    return header;
  }
  header.is_top_down = bytes[25] == std::byte{0xFF};  // a negative height
  const std::int64_t height = little_endian(bytes, 22, 4);
  header.width = little_endian(bytes, 18, 4);
  header.height = header.is_top_down ? (std::int64_t{1} << 32) - height : height;
  return header;
}

/// Reads one BMP file; a new object is needed for each file.
class bmp_reader {
 public:
  bmp_reader(std::span<const std::byte> bytes, std::string_view name, std::int64_t max_pixels)
      : bytes_{bytes}, name_{name}, header_{read_bmp_size(bytes, name)} {
    if (!is_bmp_header_size(header_.header_size)) throw damaged("no BMP header has its size");
    if (header_.width <= 0 || header_.height <= 0) throw damaged("it has no pixels");
    check_pixel_count(name, "BMP", header_.width, header_.height, max_pixels, bytes.size());
    expect(header_.header_size == 12 ? 26 : 14 + header_.header_size);
    if (header_.header_size != 12) {
      header_.bits = little_endian(bytes, 28, 2);
      header_.compression = little_endian(bytes, 30, 4);
      header_.num_colours = little_endian(bytes, 46, 4);
    }
  }

  rgb_image read() {
    switch (header_.compression) {
      case 0:
        return is_indexed() ? read_indices() : read_colours(default_masks());
      case 1:
      case 2:
        return read_runs();
      case 3:
        return read_colours(given_masks());
      default:
        throw unread("of compression " + std::to_string(header_.compression));
    }
  }

 private:
  using colour = std::array<std::uint8_t, 3>;

  /// The positions of the three colours in a pixel, each as a mask.
  using masks = std::array<std::uint32_t, 3>;

  format_error damaged(std::string_view reason) const { return damaged_image(name_, "BMP", reason); }

  format_error unread(const std::string& what) const {
    return {name_, "a BMP image " + what + ", which is not supported",
            "convert it to PNG, for example with mogrify -format png FILE (ImageMagick)"};
  }

  void expect(std::uint64_t size) const {
    if (bytes_.size() < size) throw damaged("the file ends too early");
  }

  bool is_indexed() const { return header_.bits == 1 || header_.bits == 4 || header_.bits == 8; }

  /// The position of the first byte after the headers.
  std::size_t after_headers() const { return 14 + std::size_t{header_.header_size}; }

  /// Reads the palette. Colours that the file does not contain are black.
  std::vector<colour> read_palette() {
    const std::size_t entry = header_.header_size == 12 ? 3 : 4;
    const std::size_t count = header_.num_colours == 0 ? std::size_t{1} << header_.bits : header_.num_colours;
    if (count > 65'536) throw damaged(std::to_string(count) + " colours");
    expect(after_headers() + entry * count);
    std::vector<colour> palette(256);
    for (std::size_t i = 0; i < std::min<std::size_t>(count, palette.size()); ++i) {
      const std::size_t at = after_headers() + entry * i;
      for (std::size_t channel = 0; channel < 3; ++channel) {
        palette[i][channel] = std::to_integer<std::uint8_t>(bytes_[at + 2 - channel]);
      }
    }
    const std::size_t end = after_headers() + entry * count;
    // Some writers forget the palette when they compute where the pixels begin.
    first_ =
        header_.pixel_offset == 0 || header_.pixel_offset == after_headers() ? end : header_.pixel_offset;
    return palette;
  }

  std::size_t stride() const {
    return (static_cast<std::size_t>(header_.width) * header_.bits + 31) / 32 * 4;
  }

  /// The place in the image of a row of the file.
  std::uint8_t* row_of(rgb_image& image, std::int64_t row_of_file) const {
    const std::int64_t y = header_.is_top_down ? row_of_file : header_.height - 1 - row_of_file;
    return image.pixels.data() + 3 * y * header_.width;
  }

  rgb_image blank() const {
    return blank_image(static_cast<int>(header_.width), static_cast<int>(header_.height));
  }

  rgb_image read_indices() {
    const std::vector<colour> palette = read_palette();
    expect(first_ + std::uint64_t{stride()} * static_cast<std::uint64_t>(header_.height));
    rgb_image image = blank();
    const std::size_t per_byte = 8 / header_.bits;
    const unsigned largest = (1U << header_.bits) - 1;
    for (std::int64_t y = 0; y < header_.height; ++y) {
      const std::byte* row = bytes_.data() + first_ + stride() * static_cast<std::size_t>(y);
      std::uint8_t* rgb = row_of(image, y);
      for (std::size_t x = 0; x < static_cast<std::size_t>(header_.width); ++x) {
        const auto shift = static_cast<unsigned>((per_byte - 1 - x % per_byte) * header_.bits);
        const unsigned index = (std::to_integer<unsigned>(row[x / per_byte]) >> shift) & largest;
        std::copy(palette[index].begin(), palette[index].end(), rgb + 3 * x);
      }
    }
    return image;
  }

  masks default_masks() {
    first_ = header_.pixel_offset == 0 ? after_headers() : header_.pixel_offset;
    if (header_.bits == 16) return {0x7C00, 0x3E0, 0x1F};
    if (header_.bits == 24 || header_.bits == 32) return {0xFF0000, 0xFF00, 0xFF};
    throw unread("of " + std::to_string(header_.bits) + " bits per pixel");
  }

  /// The masks of the file, which are part of the longer headers or follow the shorter one.
  masks given_masks() {
    const bool stand_after = header_.header_size == 40;
    const std::size_t at = stand_after ? after_headers() : 54;
    if (header_.header_size == 12 || header_.header_size == 64) throw unread("of compression 3");
    expect(at + 12);
    first_ = header_.pixel_offset == 0 ? after_headers() + (stand_after ? 12 : 0) : header_.pixel_offset;
    masks given{};
    for (std::size_t i = 0; i < 3; ++i) given[i] = little_endian(bytes_, at + 4 * i, 4);
    if (header_.bits == 32 && given == masks{}) return default_masks();
    const bool is_known =
        (header_.bits == 16 &&
         (given == masks{0xF800, 0x7E0, 0x1F} || given == masks{0x7C00, 0x3E0, 0x1F})) ||
        (header_.bits == 24 && given == masks{0xFF0000, 0xFF00, 0xFF}) ||
        (header_.bits == 32 && std::all_of(given.begin(), given.end(), [](std::uint32_t mask) {
           return mask == 0xFF || mask == 0xFF00 || mask == 0xFF0000 || mask == 0xFF000000;
         }));
    if (!is_known) throw unread("whose colours do not have 5, 6 or 8 bits");
    return given;
  }

  rgb_image read_colours(const masks& colours) {
    const std::size_t pixel = header_.bits / 8;
    expect(first_ + std::uint64_t{stride()} * static_cast<std::uint64_t>(header_.height));
    std::array<unsigned, 3> shifts{};
    for (std::size_t channel = 0; channel < 3; ++channel) {
      while (((colours[channel] >> shifts[channel]) & 1U) == 0) ++shifts[channel];
    }
    rgb_image image = blank();
    for (std::int64_t y = 0; y < header_.height; ++y) {
      const std::size_t row = first_ + stride() * static_cast<std::size_t>(y);
      std::uint8_t* rgb = row_of(image, y);
      for (std::size_t x = 0; x < static_cast<std::size_t>(header_.width); ++x) {
        const std::uint32_t bits = little_endian(bytes_, row + pixel * x, pixel);
        for (std::size_t channel = 0; channel < 3; ++channel) {
          const std::uint32_t largest = colours[channel] >> shifts[channel];
          const std::uint32_t value = (bits & colours[channel]) >> shifts[channel];
          rgb[3 * x + channel] = static_cast<std::uint8_t>(value * 255 / largest);
        }
      }
    }
    return image;
  }

  /// Reads run-length encoded pixels: runs of one colour (for four bits, of two alternating colours), and
  /// single pixels between the runs.
  rgb_image read_runs() {
    const bool is_four = header_.compression == 2;
    if (header_.bits != (is_four ? 4U : 8U)) throw damaged("runs and pixels of different bit depths");
    const std::vector<colour> palette = read_palette();
    const std::size_t width = static_cast<std::size_t>(header_.width);
    const std::size_t count = width * static_cast<std::size_t>(header_.height);
    rgb_image image = blank();
    std::size_t done = 0, x = 0, at = first_;
    const auto put = [&](std::size_t index) {
      const std::size_t row = done / width;
      std::uint8_t* rgb = row_of(image, static_cast<std::int64_t>(row)) + 3 * (done % width);
      std::copy(palette[index].begin(), palette[index].end(), rgb);
      ++done;
    };
    const auto next = [&] {
      expect(std::uint64_t{at} + 1);
      return std::to_integer<std::size_t>(bytes_[at++]);
    };
    while (done < count) {
      const std::size_t length = next(), second = next();
      if (length > 0) {
        const std::size_t kept = std::min({length, width - std::min(x, width), count - done});
        for (std::size_t i = 0; i < kept; ++i)
          put(!is_four ? second : i % 2 == 0 ? second >> 4U : second & 15U);
        x += kept;
      } else if (second == 0) {  // the end of a row
        while (done % width != 0) put(0);
        x = 0;
      } else if (second == 1) {  // the end of the picture
        while (done < count) put(0);
      } else if (second == 2) {  // a jump to another place
        const std::size_t right = next(), up = next();
        for (std::size_t left = std::min(count - done, right + up * width); left > 0; --left) put(0);
        x = done % width;
      } else {
        const std::size_t stretch = std::min(count - done, second);
        for (std::size_t i = 0; i < stretch; ++i) {
          const std::size_t byte =
              is_four && i % 2 == 1 ? std::to_integer<std::size_t>(bytes_[at - 1]) : next();
          put(!is_four ? byte : i % 2 == 0 ? byte >> 4U : byte & 15U);
        }
        x += second;
        at += at % 2;
      }
    }
    return image;
  }

  std::span<const std::byte> bytes_;
  std::string_view name_;
  bmp_header header_;
  std::size_t first_ = 0;  ///< the byte of the file at which the pixels begin
};

SDKT_INLINE rgb_image decode_bmp(std::span<const std::byte> bytes, std::string_view name,
                                 std::int64_t max_pixels) {
  return bmp_reader{bytes, name, max_pixels}.read();
}

}  // namespace sdkt::detail
