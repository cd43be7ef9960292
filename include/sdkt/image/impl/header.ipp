// SPDX-License-Identifier: MIT
//
// Definitions of header.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/image/bmp.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/format.hpp>
#include <sdkt/image/gif.hpp>
#include <sdkt/image/header.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// Reads the header of one file. No read goes beyond the end of the file.
class header_reader {
 public:
  header_reader(file_part file, std::string_view name) : file_{std::move(file)}, name_{name} {}

  image::image_header read() const {
    if (file_.size() == 0) {
      throw format_error{name_, "the image file is empty", restore_image};
    }
    std::array<std::byte, format_bytes> start{};
    const std::span<std::byte> begun =
        std::span{start}.first(static_cast<std::size_t>(std::min<std::uint64_t>(file_.size(), start.size())));
    file_.read_at(0, begun);
    if (as_text(begun).starts_with("\xFF\xD8")) return read_jpeg();
    switch (image_format_of(begun)) {
      case image_format::png:
        if (begun.size() < 24 || as_text(begun).substr(8, 8) != std::string_view{"\0\0\0\x0DIHDR", 8}) {
          throw damaged_image(name_, "PNG", "it does not begin with a header");
        }
        return {number(start, 16, 4), number(start, 20, 4)};
      case image_format::bmp: {
        const bmp_header header = read_bmp_size(begun, name_);
        return {header.width, header.height};
      }
      case image_format::gif: {
        const auto read = [&](std::uint64_t at, std::span<std::byte> bytes) { fill(at, bytes, "GIF"); };
        const gif_frame frame = gif_walker{read, name_}.find();
        return {frame.width, frame.height};
      }
      case image_format::jpeg:
      case image_format::other:
        break;
    }
    throw refused_format(name_, begun);
  }

  std::uint64_t file_size() const noexcept { return file_.size(); }

 private:
  /// The big-endian number in `count` bytes.
  static std::int64_t number(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
    std::int64_t value = 0;
    for (const std::byte byte : bytes.subspan(at, count)) value = value * 256 + std::to_integer<int>(byte);
    return value;
  }

  /// Fills `bytes` from position `at` of the file.
  void fill(std::uint64_t at, std::span<std::byte> bytes, std::string_view format = "JPEG") const {
    if (at + bytes.size() > file_.size()) throw damaged_image(name_, format, "the file ends too early");
    file_.read_at(at, bytes);
  }

  /// Walks from marker to marker to the frame header. Skips bytes that belong to no marker, as libjpeg does.
  image::image_header read_jpeg() const {
    std::array<std::byte, 4> head{};
    constexpr int most_steps = 1 << 20;
    std::uint64_t at = 2;
    for (int step = 0; step < most_steps; ++step) {
      fill(at, std::span{head}.first(2));
      const auto code = std::to_integer<unsigned>(head[1]);
      if (head[0] != std::byte{0xFF} || code == 0 || code == 0xFF) {
        ++at;
        continue;
      }
      const bool stands_alone = code == 0x01 || code == 0xD8 || (code >= 0xD0 && code <= 0xD7);
      if (stands_alone) {
        at += 2;
        continue;
      }
      if (code == 0xD9 || code == 0xDA) break;
      fill(at, head);
      const bool is_frame = code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
      if (is_frame) return frame(at, code);
      at += 2 + static_cast<std::uint64_t>(number(head, 2, 2));
    }
    throw damaged_image(name_, "JPEG", "it has no frame");
  }

  image::image_header frame(std::uint64_t at, unsigned code) const {
    std::array<std::byte, 10> bytes{};
    fill(at, bytes);
    const bool is_read = code <= 0xC2 || code == 0xC9 || code == 0xCA;
    if (!is_read || bytes[4] != std::byte{8}) {
      throw format_error{name_, "a JPEG that is lossless, hierarchical or not of 8 bits per colour",
                         "convert it to an ordinary JPEG or PNG"};
    }
    return {number(bytes, 7, 2), number(bytes, 5, 2)};
  }

  file_part file_;
  std::string name_;
};

}  // namespace sdkt::detail

namespace sdkt::image {

SDKT_INLINE image_header read_image_header(detail::file_part file, std::string_view name,
                                           const decode_options& options) {
  const detail::header_reader reader{std::move(file), name};
  const image_header header = reader.read();
  if (header.width <= 0 || header.height <= 0) {
    throw detail::damaged_image(name, "image", "it has no pixels");
  }
  detail::check_pixel_count(name, "image", header.width, header.height, options.max_pixels,
                            static_cast<std::size_t>(reader.file_size()));
  return header;
}

SDKT_INLINE image_header read_image_header(const std::filesystem::path& file, std::string_view name,
                                           const decode_options& options) {
  return read_image_header(detail::file_part{file}, name, options);
}

}  // namespace sdkt::image
