// SPDX-License-Identifier: MIT
//
// The properties of a code point that the tokenizer needs.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The range in a sorted table that contains code; nullptr if there is none.
template <typename Range>
constexpr const Range* find_range(std::span<const Range> ranges, char32_t code) noexcept {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), code,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  if (after == ranges.begin()) return nullptr;
  const Range& range = *(after - 1);
  return code <= range.last ? &range : nullptr;
}

/// The kinds of characters that the pattern of CLIP's tokenizer distinguishes.
enum class character_kind { letter, number, space, other };

character_kind kind_of(char32_t code) noexcept;

/// Appends the lower case of code without regard to the characters around it (so never a final sigma).
void append_lower_case(std::u32string& points, char32_t code);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/unicode.ipp>
#endif
