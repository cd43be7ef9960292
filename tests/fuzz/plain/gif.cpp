// SPDX-License-Identifier: MIT
//
// GIF files to pixels and small views.
#include "../targets.hpp"
#include "images.hpp"
#include <sdkt/image/gif.hpp>

int fuzz_gif(const std::uint8_t* data, std::size_t size) {
  return sdkt_fuzz::decode_and_resample(
      data, size, [](const auto&... what) { return sdkt::detail::decode_gif(what...); });
}
