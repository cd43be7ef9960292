// SPDX-License-Identifier: MIT
//
// BMP files to pixels and small views.
#include "../targets.hpp"
#include "images.hpp"
#include <sdkt/image/bmp.hpp>

int fuzz_bmp(const std::uint8_t* data, std::size_t size) {
  return sdkt_fuzz::decode_and_resample(
      data, size, [](const auto&... what) { return sdkt::detail::decode_bmp(what...); });
}
