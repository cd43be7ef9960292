// SPDX-License-Identifier: MIT
//
// Definitions of gif.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/gif.hpp>
#include <sdkt/image/image.hpp>

namespace sdkt::detail {

/// Unpacks the pixels of a picture: codes of 2 to 12 bits (LZW) in blocks of up to 255 bytes. A code stands
/// for a sequence of pixels that occurred before, plus one pixel.
class gif_unpacker {
 public:
  gif_unpacker(std::span<const std::byte> bytes, std::string_view name) : left_{bytes}, name_{name} {
    first_bits_ = take();
    if (first_bits_ > 11) throw damaged("codes of too many bits");
    clear_ = 1U << first_bits_;
    start_again();
  }

  /// Calls put(index) for `count` pixels.
  template <class Put>
  void unpack(std::size_t count, const Put& put) {
    while (count > 0) {
      if (!text_.empty()) {
        put(text_.back());
        text_.pop_back();
        --count;
        continue;
      }
      const unsigned code = next_code();
      if (code == clear_) {
        start_again();
      } else if (code == clear_ + 1) {
        throw damaged("its pixels end too early");
      } else {
        expand(code);
      }
    }
  }

 private:
  static constexpr unsigned most_codes = 4096;
  static constexpr unsigned no_code = most_codes;

  format_error damaged(std::string_view reason) const { return damaged_image(name_, "GIF", reason); }

  unsigned take() {
    if (left_.empty()) throw damaged("the file ends too early");
    const auto byte = std::to_integer<unsigned>(left_.front());
    left_ = left_.subspan(1);
    return byte;
  }

  void start_again() {
    num_bits_ = first_bits_ + 1;
    num_codes_ = clear_ + 2;
    last_ = no_code;
  }

  unsigned next_code() {
    while (num_waiting_ < num_bits_) {
      if (block_ == 0) {
        block_ = take();
        if (block_ == 0) throw damaged("its pixels end too early");
      }
      waiting_ |= take() << num_waiting_;
      num_waiting_ += 8;
      --block_;
    }
    const unsigned code = waiting_ & ((1U << num_bits_) - 1);
    waiting_ >>= num_bits_;
    num_waiting_ -= num_bits_;
    return code;
  }

  /// Fills text_ with the pixels of a code, in reverse order.
  void expand(unsigned code) {
    text_.clear();
    if (last_ == no_code) {
      if (code >= clear_) throw damaged("a code without a meaning");
      text_.push_back(static_cast<std::uint8_t>(code));
    } else {
      if (code > num_codes_ || code >= most_codes) throw damaged("a code without a meaning");
      unsigned at = code;
      if (code == num_codes_) {  // the previous sequence, and its first pixel again
        text_.push_back(first_pixel_);
        at = last_;
      }
      for (; at >= clear_; at = before_[at]) text_.push_back(pixel_[at]);
      text_.push_back(static_cast<std::uint8_t>(at));
    }
    first_pixel_ = text_.back();
    if (last_ != no_code && num_codes_ < most_codes) {
      before_[num_codes_] = static_cast<std::uint16_t>(last_);
      pixel_[num_codes_] = first_pixel_;
      if (++num_codes_ == 1U << num_bits_ && num_bits_ < 12) ++num_bits_;
    }
    last_ = code;
  }

  std::span<const std::byte> left_;
  std::string_view name_;
  unsigned first_bits_ = 0, clear_ = 0, num_bits_ = 0, num_codes_ = 0, last_ = no_code;
  unsigned waiting_ = 0, num_waiting_ = 0, block_ = 0;
  std::uint8_t first_pixel_ = 0;
  std::vector<std::uint8_t> text_;
  std::array<std::uint16_t, most_codes> before_{};
  std::array<std::uint8_t, most_codes> pixel_{};
};

/// The colours of a picture: its own palette, or else the palette of the file.
///
/// Colours missing from the palette are black. A palette that contains only the greys in their order counts
/// as missing. Without a palette, each index is its own grey level.
/// Source: PIL, which therefore uses the file's palette if the picture's own palette is such greys.
SDKT_INLINE std::array<std::array<std::uint8_t, 3>, 256> gif_colours(std::span<const std::byte> bytes,
                                                                     const gif_frame& frame,
                                                                     std::string_view name) {
  std::array<std::array<std::uint8_t, 3>, 256> colours{};
  for (const gif_palette& palette : {frame.own_colours, frame.file_colours}) {
    if (bytes.size() < palette.begin + 3 * palette.size) {
      throw damaged_image(name, "GIF", "the file ends too early");
    }
    bool are_greys = true;
    for (std::size_t i = 0; i < palette.size; ++i) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        colours[i][channel] = std::to_integer<std::uint8_t>(bytes[palette.begin + 3 * i + channel]);
        are_greys = are_greys && colours[i][channel] == i;
      }
    }
    if (!are_greys) return colours;
    colours = {};
  }
  for (std::size_t i = 0; i < colours.size(); ++i) colours[i].fill(static_cast<std::uint8_t>(i));
  return colours;
}

/// The rows of a picture in the order of the file.
SDKT_INLINE std::vector<std::int64_t> gif_rows(std::int64_t height, bool is_interlaced) {
  std::vector<std::int64_t> rows;
  constexpr std::array<std::array<std::int64_t, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  if (!is_interlaced) {
    for (std::int64_t y = 0; y < height; ++y) rows.push_back(y);
  } else {
    for (const auto& [first, step] : passes) {
      for (std::int64_t y = first; y < height; y += step) rows.push_back(y);
    }
  }
  return rows;
}

SDKT_INLINE rgb_image decode_gif(std::span<const std::byte> bytes, std::string_view name,
                                 std::int64_t max_pixels) {
  const auto read = [&](std::uint64_t at, std::span<std::byte> target) {
    if (at > bytes.size() || target.size() > bytes.size() - at) {
      throw damaged_image(name, "GIF", "the file ends too early");
    }
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), target.size(), target.begin());
  };
  const gif_frame frame = gif_walker{read, name}.find();
  check_pixel_count(name, "GIF", frame.width, frame.height, max_pixels, bytes.size());
  const auto colours = gif_colours(bytes, frame, name);
  gif_unpacker unpacker{bytes.subspan(std::min<std::size_t>(frame.data, bytes.size())), name};
  rgb_image image = blank_image(static_cast<int>(frame.width), static_cast<int>(frame.height));
  const auto& below = colours[frame.transparent.value_or(0)];
  for (std::size_t at = 0; at < image.pixels.size(); ++at) image.pixels[at] = below[at % 3];
  for (const std::int64_t y : gif_rows(frame.frame_height, frame.is_interlaced)) {
    std::uint8_t* rgb = image.pixels.data() + 3 * ((frame.top + y) * frame.width + frame.left);
    unpacker.unpack(static_cast<std::size_t>(frame.frame_width), [&](std::uint8_t index) {
      rgb = std::copy(colours[index].begin(), colours[index].end(), rgb);
    });
  }
  return image;
}

}  // namespace sdkt::detail
