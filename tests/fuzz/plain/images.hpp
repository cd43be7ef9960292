// SPDX-License-Identifier: MIT
//
// What is done with an image that decodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "../support.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt_fuzz {

/// Decodes, checks that the image is whole, and takes both small views of it.
template <class Decode>
int decode_and_resample(const std::uint8_t* data, std::size_t size, const Decode& decode) {
  constexpr std::int64_t max_pixels = 1 << 18;  // so that a fuzzer is quick
  constexpr int side = 16;
  accepts([&] {
    const std::span bytes{reinterpret_cast<const std::byte*>(data), size};
    const sdkt::rgb_image image = decode(bytes, std::string_view{"an image"}, max_pixels);
    expect(image.width > 0 && image.height > 0, "an image without pixels");
    const auto pixels = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
    expect(image.pixels.size() == 3 * pixels, "an image with another number of pixels than its size says");
    expect(pixels <= max_pixels, "an image above the limit");
    expect(sdkt::eval_view(image, side).pixels.size() == 3 * side * side, "a view of another size");
    sdkt::random_stream random{{.seed = size}};
    expect(sdkt::train_view(image, side, random).pixels.size() == 3 * side * side, "a view of another size");
  });
  return 0;
}

}  // namespace sdkt_fuzz
