// SPDX-License-Identifier: MIT
//
// Definitions of view_options.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::image {

SDKT_INLINE void check_view_options(const std::string& where, const view_options& options) {
  constexpr std::int64_t largest = 1 << 14;
  for (const std::int64_t length : {options.width, options.height}) {
    if (length >= 0 && length <= largest) continue;
    throw setting_error{where, "images would be resized to " + std::to_string(length) + " pixels",
                        "give a whole number from 1 to " + std::to_string(largest)};
  }
}

}  // namespace sdkt::image

namespace sdkt::detail {

SDKT_INLINE double round_half_even(double x) {
  const double below = std::floor(x);
  const double rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1.0;
  return std::fmod(below, 2.0) == 0.0 ? below : below + 1.0;
}

SDKT_INLINE centred_part centred(std::int64_t length, int side, centre_rule rule) {
  const bool halves_down = rule == centre_rule::transformers;
  if (length >= side) {
    const std::int64_t rest = length - side;
    return {
        halves_down ? rest / 2 : static_cast<std::int64_t>(round_half_even(static_cast<double>(rest) / 2.0)),
        0, side};
  }
  const int count = static_cast<int>(length), rest = side - count;
  return {0, halves_down ? rest - rest / 2 : rest / 2, count};
}

SDKT_INLINE resized_size size_after_resize(int width, int height, int side, const view_options& options) {
  const auto or_side = [side](std::int64_t length) { return length > 0 ? length : side; };
  const bool is_upright = width <= height;
  const auto longer = static_cast<double>(is_upright ? height : width);
  const auto shorter = static_cast<double>(is_upright ? width : height);
  switch (options.resize) {
    case resize_mode::none:
      return {width, height};
    case resize_mode::squash:
      return {or_side(options.width), or_side(options.height)};
    case resize_mode::longest: {
      const double ratio = longer / static_cast<double>(side);
      const auto scaled = [ratio](int length) {
        return std::max(std::int64_t{1}, static_cast<std::int64_t>(round_half_even(length / ratio)));
      };
      return {scaled(width), scaled(height)};
    }
    case resize_mode::shortest:
      break;
  }
  const std::int64_t edge = or_side(options.height);
  // The quotient is computed in double and truncated, as Python's int(size * long / short) does.
  const auto other = static_cast<std::int64_t>(static_cast<double>(edge) * longer / shorter);
  return is_upright ? resized_size{edge, other} : resized_size{other, edge};
}

}  // namespace sdkt::detail
