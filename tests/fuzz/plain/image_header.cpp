// SPDX-License-Identifier: MIT
//
// Width and height out of a file's first bytes: what decodes has a header, and the same size in it.
#include <optional>
#include <span>

#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/image/header.hpp>

int fuzz_image_header(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto file = folder.write("a.png", sdkt_fuzz::text_of(data, size));
  const sdkt::decode_options options{.max_pixels = 1 << 18};  // so that a fuzzer is quick
  std::optional<sdkt::image::image_header> header;
  sdkt_fuzz::accepts([&] { header = sdkt::image::read_image_header(file, "an image", options); });
  sdkt_fuzz::accepts([&] {
    const std::span bytes{reinterpret_cast<const std::byte*>(data), size};
    const sdkt::rgb_image image = sdkt::decode_image(bytes, "an image", options);
    sdkt_fuzz::expect(header.has_value(), "an image that decodes and has no header");
    sdkt_fuzz::expect(header->width == image.width && header->height == image.height, "another size");
  });
  return 0;
}
