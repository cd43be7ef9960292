// SPDX-License-Identifier: MIT
//
// Definitions of nfc.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/nfc.hpp>
#include <sdkt/text/nfc_tables.hpp>
#include <sdkt/text/unicode.hpp>

namespace sdkt::detail {

/// Hangul syllables are composed by arithmetic, not by a table (Unicode 3.12).
struct hangul {
  static constexpr char32_t syllable = 0xAC00, leading = 0x1100, vowel = 0x1161, trailing = 0x11A7;
  static constexpr char32_t num_leading = 19, num_vowel = 21, num_trailing = 28;
  static constexpr char32_t num_syllable = num_leading * num_vowel * num_trailing;
};

SDKT_INLINE std::uint32_t combining_class(char32_t code) noexcept {
  if (code < 0x300) return 0;
  const class_range* range = find_range<class_range>(class_ranges, code);
  return range == nullptr ? 0 : range->combining_class;
}

/// Appends the full canonical decomposition of code.
SDKT_INLINE void append_decomposition(std::u32string& points, char32_t code) {
  if (const char32_t index = code - hangul::syllable; index < hangul::num_syllable) {
    points.push_back(hangul::leading + index / (hangul::num_vowel * hangul::num_trailing));
    points.push_back(hangul::vowel + index / hangul::num_trailing % hangul::num_vowel);
    if (index % hangul::num_trailing != 0) points.push_back(hangul::trailing + index % hangul::num_trailing);
    return;
  }
  const auto split = std::lower_bound(canonical_splits.begin(), canonical_splits.end(), code,
                                      [](const canonical_split& a, char32_t b) { return a.whole < b; });
  if (split == canonical_splits.end() || split->whole != code) {
    points.push_back(code);
    return;
  }
  append_decomposition(points, split->first);  // at most four deep
  if (split->second != 0) append_decomposition(points, split->second);
}

SDKT_INLINE char32_t composition(char32_t first, char32_t second) noexcept {
  if (first - hangul::leading < hangul::num_leading && second - hangul::vowel < hangul::num_vowel) {
    const char32_t pair = (first - hangul::leading) * hangul::num_vowel + (second - hangul::vowel);
    return hangul::syllable + pair * hangul::num_trailing;
  }
  if (first - hangul::syllable < hangul::num_syllable &&
      (first - hangul::syllable) % hangul::num_trailing == 0 && second > hangul::trailing &&
      second < hangul::trailing + hangul::num_trailing) {
    return first + (second - hangul::trailing);
  }
  const auto key = std::tuple{first, second};
  const auto join = std::lower_bound(
      canonical_joins.begin(), canonical_joins.end(), key,
      [](const canonical_join& a, const auto& b) { return std::tuple{a.first, a.second} < b; });
  return join != canonical_joins.end() && std::tuple{join->first, join->second} == key ? join->whole : 0;
}

SDKT_INLINE void normalise_nfc(std::u32string& points) {
  if (std::all_of(points.begin(), points.end(), [](char32_t code) { return code < 0x300; })) return;
  std::u32string apart;
  apart.reserve(points.size());
  for (const char32_t code : points) append_decomposition(apart, code);

  // Sort the marks between two characters of class 0 by their classes.
  for (std::size_t begin = 0; begin < apart.size(); ++begin) {
    if (combining_class(apart[begin]) == 0) continue;
    std::size_t end = begin + 1;
    while (end < apart.size() && combining_class(apart[end]) != 0) ++end;
    const auto at = [&](std::size_t i) { return apart.begin() + static_cast<std::ptrdiff_t>(i); };
    std::stable_sort(at(begin), at(end),
                     [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
    begin = end - 1;
  }

  // Every character joins the last character of class 0 before it, unless a mark of the same or a higher
  // class is in between.
  points.clear();
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t starter = none;
  std::uint32_t class_between = 0;
  for (const char32_t code : apart) {
    const std::uint32_t class_of_code = combining_class(code);
    const bool adjacent = starter != none && starter + 1 == points.size();
    if (starter != none && (adjacent || class_between < class_of_code)) {
      if (const char32_t whole = composition(points[starter], code); whole != 0) {
        points[starter] = whole;
        continue;
      }
    }
    if (class_of_code == 0) starter = points.size();
    class_between = class_of_code;
    points.push_back(code);
  }
}

}  // namespace sdkt::detail
