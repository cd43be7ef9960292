// SPDX-License-Identifier: MIT
//
// Definitions of jpeg_encode.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>  // jpeglib.h uses FILE and size_t without declaring them
#include <cstdlib>
#include <string>

#include <jpeglib.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/c_guard.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/jpeg.hpp>
#include <sdkt/image/jpeg_encode.hpp>
#include <sdkt/image/resample.hpp>

namespace sdkt::detail {

/// One compression into memory: owns what libjpeg allocates and turns its errors into format_error.
class jpeg_encoder {
 public:
  jpeg_encoder() {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = jpeg_fail;
    errors_.base.output_message = jpeg_print_nothing;
    run([&] {
      jpeg_create_compress(&info_);
      jpeg_mem_dest(&info_, &bytes_, &size_);
    });
  }
  jpeg_encoder(const jpeg_encoder&) = delete;
  jpeg_encoder& operator=(const jpeg_encoder&) = delete;
  ~jpeg_encoder() {
    jpeg_destroy_compress(&info_);
    std::free(bytes_);
  }

  jpeg_compress_struct& info() { return info_; }

  /// Runs a step of libjpeg calls that declares no object with a destructor.
  template <class Step>
  void run(Step step) {
    if (!runs_to_its_end(errors_.escape, step))
      throw format_error{"encode_jpeg", errors_.message.data(), "use another image"};
  }

  std::string bytes() const { return {reinterpret_cast<const char*>(bytes_), size_}; }

 private:
  jpeg_errors errors_{};
  jpeg_compress_struct info_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace sdkt::detail

namespace sdkt::image {

SDKT_INLINE std::string encode_jpeg(const rgb_image& image, int quality) {
  detail::check_image_size("encode_jpeg", image.width, image.height);
  detail::jpeg_encoder encoder;
  jpeg_compress_struct& info = encoder.info();
  info.image_width = static_cast<JDIMENSION>(image.width);
  info.image_height = static_cast<JDIMENSION>(image.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  encoder.run([&] {
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
      // libjpeg takes non-const pointers to the rows, but does not write to them.
      auto* row = const_cast<JSAMPROW>(image.pixels.data() +
                                       3 * static_cast<std::size_t>(info.image_width) * info.next_scanline);
      jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
  });
  return encoder.bytes();
}

SDKT_INLINE rgb_image thumbnail(const rgb_image& image, int size) {
  detail::check_image_size("thumbnail", image.width, image.height);
  detail::check_image_size("thumbnail, size", size, size);
  const int longer = std::max(image.width, image.height);
  if (longer <= size) return image;
  const auto side = [&](int length) {
    const double scaled = static_cast<double>(length) * size / longer;
    return std::max(1, static_cast<int>(scaled + 0.5));
  };
  return resize_bicubic(image, side(image.width), side(image.height));
}

}  // namespace sdkt::image
