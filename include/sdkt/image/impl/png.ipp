// SPDX-License-Identifier: MIT
//
// Definitions of png.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include <png.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/c_guard.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/png.hpp>

namespace sdkt::detail {

/// The state that libpng's hooks use: the bytes that are left, a place to jump to and room for the message.
struct png_state {
  std::span<const std::byte> left;
  std::jmp_buf escape;
  std::array<char, 128> message;
};

/// Stores the message and leaves the running step.
[[noreturn]] SDKT_INLINE void png_fail(png_structp png, png_const_charp message) {
  auto* state = static_cast<png_state*>(png_get_error_ptr(png));
  const std::size_t length = std::min(std::strlen(message), state->message.size() - 1);
  std::memcpy(state->message.data(), message, length);
  state->message[length] = '\0';
  std::longjmp(state->escape, 1);
}

/// Ignores warnings: they are about metadata, which is not read.
SDKT_INLINE void png_ignore(png_structp /*png*/, png_const_charp /*message*/) {}

/// Passes the next `count` bytes to libpng, or an error if fewer are left.
SDKT_INLINE void png_take_bytes(png_structp png, png_bytep target, std::size_t count) {
  auto* state = static_cast<png_state*>(png_get_io_ptr(png));
  if (count > state->left.size()) png_error(png, "the file ends too early");
  std::memcpy(target, state->left.data(), count);
  state->left = state->left.subspan(count);
}

/// One decoding: owns what libpng allocates and turns its errors into format_error.
class png_decoder {
 public:
  png_decoder(std::span<const std::byte> bytes, std::string_view name) : name_{name} {
    state_.left = bytes;
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state_, png_fail, png_ignore);
    if (png_ == nullptr) throw damaged_image(name_, "PNG", "libpng cannot start");
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw damaged_image(name_, "PNG", "libpng is out of memory");
    }
    png_set_read_fn(png_, &state_, png_take_bytes);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the limit is on pixels, not on a side
    run([&] { png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1); });
  }
  png_decoder(const png_decoder&) = delete;
  png_decoder& operator=(const png_decoder&) = delete;
  ~png_decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }

  png_structp png() { return png_; }
  png_infop info() { return info_; }

  /// Runs a step of libpng calls that declares no object with a destructor.
  template <class Step>
  void run(Step step) {
    if (!runs_to_its_end(state_.escape, step)) throw damaged_image(name_, "PNG", state_.message.data());
  }

 private:
  std::string_view name_;
  png_state state_{};
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

/// The layout of a pixel by the PNG header, after samples below eight bits have been widened to a byte each.
struct png_layout {
  int colour_type = 0;
  int bit_depth = 0;
  int channels = 0;
  std::array<std::array<std::uint8_t, 3>, 256> colours{};  ///< for one-byte pixels: the greys or the palette

  bool wide() const { return bit_depth == 16; }
  bool one_byte() const { return channels == 1 && !wide(); }
  bool is_rgb() const { return channels == 3 && !wide(); }
  std::size_t pixel_bytes() const { return static_cast<std::size_t>(wide() ? 2 * channels : channels); }
};

/// Converts one row of file pixels to red, green and blue. Drops alpha and transparent colours, as PIL does.
///
/// 16-bit samples keep their high byte. 16-bit grey pixels saturate instead: PIL clips their values to 255.
SDKT_INLINE void png_row_to_rgb(const png_layout& layout, const std::uint8_t* row, std::uint8_t* rgb,
                                std::size_t width) {
  const std::size_t pixel = layout.pixel_bytes();
  if (layout.one_byte()) {
    for (std::size_t x = 0; x < width; ++x) std::memcpy(rgb + 3 * x, layout.colours[row[x]].data(), 3);
  } else if (layout.channels == 1) {
    for (std::size_t x = 0; x < width; ++x) {
      std::memset(rgb + 3 * x, row[2 * x] == 0 ? row[2 * x + 1] : 255, 3);
    }
  } else {
    const std::size_t sample = layout.wide() ? 2 : 1;
    const std::size_t next = layout.channels == 2 ? 0 : sample;  // grey repeats its one colour sample
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        rgb[3 * x + channel] = row[pixel * x + channel * next];
      }
    }
  }
}

/// Reads the layout and the colours from the header.
SDKT_INLINE png_layout read_png_layout(png_decoder& decoder) {
  png_layout layout;
  png_colorp palette = nullptr;
  int num_colours = 0;
  decoder.run([&] {
    layout.colour_type = png_get_color_type(decoder.png(), decoder.info());
    layout.bit_depth = png_get_bit_depth(decoder.png(), decoder.info());
    layout.channels = png_get_channels(decoder.png(), decoder.info());
    png_get_PLTE(decoder.png(), decoder.info(), &palette, &num_colours);
  });
  if (layout.colour_type == PNG_COLOR_TYPE_PALETTE) {  // a missing colour is black
    for (std::size_t i = 0; i < static_cast<std::size_t>(num_colours) && i < layout.colours.size(); ++i) {
      layout.colours[i] = {palette[i].red, palette[i].green, palette[i].blue};
    }
  } else if (layout.one_byte()) {
    const std::size_t largest = (std::size_t{1} << layout.bit_depth) - 1;
    for (std::size_t i = 0; i <= largest; ++i)
      layout.colours[i].fill(static_cast<std::uint8_t>(i * 255 / largest));
  }
  return layout;
}

SDKT_INLINE rgb_image decode_png(std::span<const std::byte> bytes, std::string_view name,
                                 std::int64_t max_pixels) {
  png_decoder decoder{bytes, name};
  const png_structp png = decoder.png();
  std::size_t width = 0;
  std::size_t height = 0;
  decoder.run([&] {
    png_read_info(png, decoder.info());
    width = png_get_image_width(png, decoder.info());
    height = png_get_image_height(png, decoder.info());
  });
  check_pixel_count(name, "PNG", static_cast<std::int64_t>(width), static_cast<std::int64_t>(height),
                    max_pixels, bytes.size());
  const png_layout layout = read_png_layout(decoder);
  int passes = 1;
  decoder.run([&] {
    png_set_packing(png);
    passes = png_set_interlace_handling(png);
    png_start_read_image(png);
  });

  rgb_image image = blank_image(static_cast<int>(width), static_cast<int>(height));
  // Rows that are not yet red, green and blue: one row, or all rows if the passes of interlacing add to them.
  const std::size_t stride = layout.pixel_bytes() * width;
  std::vector<std::uint8_t> raw(layout.is_rgb() ? 0 : (passes == 1 ? stride : stride * height));
  decoder.run([&] {
    for (int pass = 0; pass < passes; ++pass) {
      for (std::size_t y = 0; y < height; ++y) {
        std::uint8_t* rgb = image.pixels.data() + 3 * width * y;
        std::uint8_t* row = layout.is_rgb() ? rgb : raw.data() + (passes == 1 ? 0 : stride * y);
        png_read_row(png, row, nullptr);
        if (!layout.is_rgb() && pass == passes - 1) png_row_to_rgb(layout, row, rgb, width);
      }
    }
  });
  return image;
}

}  // namespace sdkt::detail
