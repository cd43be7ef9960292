// SPDX-License-Identifier: MIT
//
// PNG files to pixels and small views.
#include "../targets.hpp"
#include "images.hpp"
#include <sdkt/image/png.hpp>

int fuzz_png(const std::uint8_t* data, std::size_t size) {
  return sdkt_fuzz::decode_and_resample(
      data, size, [](const auto&... what) { return sdkt::detail::decode_png(what...); });
}
