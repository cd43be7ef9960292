// SPDX-License-Identifier: MIT
//
// Pictures whose pixels are a formula, the same here and in the scripts that made the stored numbers.
#pragma once

#include <cstdint>

#include <sdkt/image/image.hpp>

namespace sdkt_test {

/// picture() of tests/reference/image/make_views.py.
inline sdkt::rgb_image formula_picture(int width, int height) {
  sdkt::rgb_image image = sdkt::detail::blank_image(width, height);
  std::uint8_t* value = image.pixels.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int wave = 37 * c + 5 * x + 3 * y + x * y / 7 + 60 * ((x / 11 + y / 13) % 2);
        *value++ = static_cast<std::uint8_t>((wave + (x * x * y + 17 * c * x) % 23) % 256);
      }
    }
  }
  return image;
}

}  // namespace sdkt_test
