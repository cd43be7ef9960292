// SPDX-License-Identifier: MIT
//
// Definitions of jpeg.hpp.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>  // jpeglib.h uses FILE and size_t without declaring them
#include <span>
#include <string_view>
#include <vector>

#include <jpeglib.h>
// jerror.h must follow jpeglib.h, whose types it uses.
#include <jerror.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/c_guard.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/jpeg.hpp>

namespace sdkt::detail {

SDKT_INLINE void jpeg_fail(j_common_ptr info) {
  auto* errors = reinterpret_cast<jpeg_errors*>(info->err);
  errors->base.format_message(info, errors->message.data());
  std::longjmp(errors->escape, 1);
}

/// Turns the warnings after which libjpeg would invent pixels into errors. Other warnings affect no pixel.
SDKT_INLINE void jpeg_warn(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace message
  switch (info->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
      jpeg_fail(info);
    default:
      ++info->err->num_warnings;
  }
}

/// Rejects a file with more scans than any program writes. Each scan costs a pass over all blocks, but only a
/// few bytes of the file.
SDKT_INLINE void jpeg_count_scans(j_common_ptr info) {
  constexpr int max_scans = 500;  // the limit of TurboJPEG's TJFLAG_LIMITSCANS
  if (info->is_decompressor == 0 ||
      reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= max_scans) {
    return;
  }
  auto* errors = reinterpret_cast<jpeg_errors*>(info->err);
  constexpr std::string_view reason = "more than 500 scans";
  errors->message[reason.copy(errors->message.data(), reason.size())] = '\0';
  std::longjmp(errors->escape, 1);
}

/// One decompression: owns what libjpeg allocates and turns its errors into format_error.
class jpeg_decoder {
 public:
  explicit jpeg_decoder(std::string_view name) : name_{name} {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = jpeg_fail;
    errors_.base.emit_message = jpeg_warn;
    errors_.base.output_message = jpeg_print_nothing;
    run([&] { jpeg_create_decompress(&info_); });
    progress_.progress_monitor = jpeg_count_scans;
    info_.progress = &progress_;  // after creation, which clears it
  }
  jpeg_decoder(const jpeg_decoder&) = delete;
  jpeg_decoder& operator=(const jpeg_decoder&) = delete;
  ~jpeg_decoder() { jpeg_destroy_decompress(&info_); }

  jpeg_decompress_struct& info() { return info_; }

  /// Runs a step of libjpeg calls that declares no object with a destructor.
  template <class Step>
  void run(Step step) {
    if (!runs_to_its_end(errors_.escape, step)) throw damaged_image(name_, "JPEG", errors_.message.data());
  }

 private:
  std::string_view name_;
  jpeg_errors errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
};

/// round(a * b / 255) in integers, rounded as in PIL.
SDKT_INLINE int multiply_unit(int a, int b) {
  const int product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/// Converts four inverted ink amounts per pixel, as Adobe's programs write them, to red, green and blue.
SDKT_INLINE void inverted_cmyk_to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x) {
    const int light = cmyk[4 * x + 3];
    for (std::size_t channel = 0; channel < 3; ++channel) {
      rgb[3 * x + channel] =
          static_cast<std::uint8_t>(light - multiply_unit(255 - cmyk[4 * x + channel], light));
    }
  }
}

SDKT_INLINE rgb_image decode_jpeg(std::span<const std::byte> bytes, std::string_view name,
                                  std::int64_t max_pixels) {
  jpeg_decoder decoder{name};
  jpeg_decompress_struct& info = decoder.info();
  decoder.run([&] {
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()),
                 static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&info, TRUE);
  });
  check_pixel_count(name, "JPEG", info.image_width, info.image_height, max_pixels, bytes.size());
  const bool inks = info.num_components == 4;
  if (!inks && info.num_components != 3 && info.num_components != 1) {
    throw damaged_image(name, "JPEG", std::to_string(info.num_components) + " colour components");
  }
  info.out_color_space = inks ? JCS_CMYK : JCS_RGB;
  decoder.run([&] { jpeg_start_decompress(&info); });

  rgb_image image = blank_image(static_cast<int>(info.output_width), static_cast<int>(info.output_height));
  const std::size_t width = info.output_width;
  std::vector<std::uint8_t> ink_row(inks ? 4 * width : 0);
  decoder.run([&] {
    while (info.output_scanline < info.output_height) {
      std::uint8_t* pixels = image.pixels.data() + 3 * width * info.output_scanline;
      JSAMPROW row = inks ? ink_row.data() : pixels;
      jpeg_read_scanlines(&info, &row, 1);
      if (inks) inverted_cmyk_to_rgb(ink_row.data(), pixels, width);
    }
  });
  return image;
}

}  // namespace sdkt::detail
