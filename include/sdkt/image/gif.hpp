// SPDX-License-Identifier: MIT
//
// Decodes the first picture of a GIF file, as PIL does.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/format.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// The position and size of a list of colours in a GIF file, three bytes per colour.
struct gif_palette {
  std::uint64_t begin = 0;
  std::size_t size = 0;
};

/// The position of the first picture of a GIF file, and the screen on which it is drawn.
struct gif_frame {
  std::int64_t width = 0, height = 0;  ///< of the screen, which the picture may enlarge
  std::int64_t left = 0, top = 0, frame_width = 0, frame_height = 0;
  bool is_interlaced = false;
  std::optional<unsigned> transparent = {};  ///< the index of the transparent colour
  gif_palette file_colours = {}, own_colours = {};
  std::uint64_t data = 0;  ///< the byte at which the packed pixels begin
};

/// Walks over the blocks of a GIF file to its first picture.
///
/// read(at, bytes) fills bytes from position `at` of the file, and throws if the file ends before that.
template <class Read>
class gif_walker {
 public:
  gif_walker(const Read& read, std::string_view name) : read_{read}, name_{name} {}

  [[nodiscard]] gif_frame find() {
    std::array<std::byte, 13> screen{};
    read_(0, std::span{screen});
    frame_.width = little_endian(screen, 6, 2);
    frame_.height = little_endian(screen, 8, 2);
    at_ = screen.size();
    read_palette(std::to_integer<unsigned>(screen[10]), frame_.file_colours);
    constexpr int most_blocks = 1 << 20;
    for (int block = 0; block < most_blocks; ++block) {
      const unsigned kind = next();
      if (kind == ';') break;
      if (kind == '!') read_extension();
      if (kind == ',') return read_frame();
    }
    throw damaged_image(name_, "GIF", "it contains no picture");
  }

 private:
  unsigned next() {
    std::array<std::byte, 1> byte{};
    read_(at_++, std::span{byte});
    return std::to_integer<unsigned>(byte[0]);
  }

  void read_palette(unsigned flags, gif_palette& palette) {
    if ((flags & 128U) == 0) return;
    palette = {at_, std::size_t{2} << (flags & 7U)};
    at_ += 3 * palette.size;
  }

  void read_extension() {
    constexpr unsigned graphic_control = 249;
    const bool is_control = next() == graphic_control;
    bool is_first = true;
    for (unsigned size = next(); size > 0; size = next()) {
      if (is_control && is_first && size >= 4) {
        std::array<std::byte, 4> control{};
        read_(at_, std::span{control});
        if ((std::to_integer<unsigned>(control[0]) & 1U) != 0)
          frame_.transparent = std::to_integer<unsigned>(control[3]);
      }
      is_first = false;
      at_ += size;
    }
  }

  gif_frame read_frame() {
    std::array<std::byte, 9> place{};
    read_(at_, std::span{place});
    at_ += place.size();
    frame_.left = little_endian(place, 0, 2);
    frame_.top = little_endian(place, 2, 2);
    frame_.frame_width = little_endian(place, 4, 2);
    frame_.frame_height = little_endian(place, 6, 2);
    frame_.width = std::max(frame_.width, frame_.left + frame_.frame_width);
    frame_.height = std::max(frame_.height, frame_.top + frame_.frame_height);
    const auto flags = std::to_integer<unsigned>(place[8]);
    frame_.is_interlaced = (flags & 64U) != 0;
    read_palette(flags, frame_.own_colours);
    frame_.data = at_;
    if (frame_.frame_width == 0 || frame_.frame_height == 0) {
      throw damaged_image(name_, "GIF", "its first picture has no pixels");
    }
    return frame_;
  }

  const Read& read_;
  std::string_view name_;
  gif_frame frame_;
  std::uint64_t at_ = 0;
};

/// Decodes the first picture of a GIF file. The result equals that of PIL's Image.open(...).convert("RGB").
///
/// The picture is drawn on its screen, whose other pixels have the transparent colour, or colour 0 if there
/// is none. Transparency is dropped. Data after the first picture is ignored.
/// Errors: format_error if the data is damaged, ends early, has more than max_pixels pixels or more pixels
/// than a file of its size can hold.
/// Memory: 3 bytes per pixel of the screen and 8 bytes per row, allocated after the size has been checked.
rgb_image decode_gif(std::span<const std::byte> bytes, std::string_view name, std::int64_t max_pixels);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/gif.ipp>
#endif
