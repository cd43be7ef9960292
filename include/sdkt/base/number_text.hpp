// SPDX-License-Identifier: MIT
//
// Numbers as text, in any locale with a point.
#pragma once

#include <array>
#include <charconv>
#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A number as std::to_chars writes it.
///
///     number_text(0.1F)                                  // the shortest that reads back as the same number of its type
///     number_text(1e6, std::chars_format::fixed)         // the shortest without an exponent
///     number_text(0.5, std::chars_format::general, 12)   // as printf with %.12g
template <class Number, class... Format>
[[nodiscard]] std::string number_text(Number value, Format... format) {
  std::array<char, 400> text{};  // the largest double has 309 digits before the point
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format...).ptr;
  return {text.data(), end};
}

/// A number with this many decimals.
[[nodiscard]] std::string fixed_text(double value, int decimals);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/number_text.ipp>
#endif
