// SPDX-License-Identifier: MIT
//
// JPEG files to pixels and small views.
#include "../targets.hpp"
#include "images.hpp"
#include <sdkt/image/jpeg.hpp>

int fuzz_jpeg(const std::uint8_t* data, std::size_t size) {
  return sdkt_fuzz::decode_and_resample(
      data, size, [](const auto&... what) { return sdkt::detail::decode_jpeg(what...); });
}
