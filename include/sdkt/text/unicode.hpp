// SPDX-License-Identifier: MIT
//
// UTF-8 to code points and back, and what the tokenizer asks about one code point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <sdkt/text/unicode_tables.hpp>

namespace sdkt::detail {

inline constexpr char32_t replacement_character = 0xFFFD;

/// The code point that starts at text[position]; position moves behind it.
///
/// Errors: bytes that are no UTF-8 give U+FFFD, one for each longest beginning of a character that is then
/// broken off
///   and one for each byte that begins none (Unicode 3.9, as Python and Rust replace them).
inline char32_t next_code_point(std::string_view text, std::size_t& position) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(position++);
  if (lead < 0x80) return lead;
  if (lead < 0xC2 || lead > 0xF4) return replacement_character;
  const int following = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  // The second byte excludes overlong forms, surrogates and what lies above U+10FFFF.
  unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  char32_t code = lead & (0x3FU >> following);
  for (int i = 0; i < following; ++i) {
    if (position == text.size() || byte(position) < low || byte(position) > high)
      return replacement_character;
    code = (code << 6) | (byte(position++) & 0x3FU);
    low = 0x80;
    high = 0xBF;
  }
  return code;
}

/// The code points of text, broken bytes replaced by U+FFFD.
inline std::u32string decode_utf8(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) points.push_back(next_code_point(text, position));
  return points;
}

/// Appends a code point (no surrogate, at most U+10FFFF) as UTF-8.
inline void append_utf8(std::string& text, char32_t code) {
  const auto put = [&](char32_t byte) {
    text.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  const auto put_rest = [&](int bytes) {
    while (bytes-- > 0) put(0x80U | ((code >> (6 * bytes)) & 0x3FU));
  };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6));
    put_rest(1);
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12));
    put_rest(2);
  } else {
    put(0xF0U | (code >> 18));
    put_rest(3);
  }
}

/// The range of a sorted table that holds code, else nullptr.
template <typename Range>
constexpr const Range* find_range(std::span<const Range> ranges, char32_t code) noexcept {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), code,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  if (after == ranges.begin()) return nullptr;
  const Range& range = *(after - 1);
  return code <= range.last ? &range : nullptr;
}

/// What the pattern of CLIP's tokenizer tells apart.
enum class character_kind { letter, number, space, other };

inline character_kind kind_of(char32_t code) noexcept {
  if (code < 0x80) {
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')) return character_kind::letter;
    if (code >= '0' && code <= '9') return character_kind::number;
    return code == ' ' || (code >= '\t' && code <= '\r') ? character_kind::space : character_kind::other;
  }
  if (find_range<code_range>(letter_ranges, code) != nullptr) return character_kind::letter;
  if (find_range<code_range>(number_ranges, code) != nullptr) return character_kind::number;
  if (find_range<code_range>(space_ranges, code) != nullptr) return character_kind::space;
  return character_kind::other;
}

/// Appends the lower case of code, each character for itself (a final sigma is not looked for).
inline void append_lower_case(std::u32string& points, char32_t code) {
  if (code < 0x80) {
    points.push_back(code >= 'A' && code <= 'Z' ? code + 0x20 : code);
  } else if (code == 0x130) {  // the one character whose lower case is two: i and a dot above
    points.append({U'i', char32_t{0x307}});
  } else if (const lower_range* range = find_range<lower_range>(lower_ranges, code);
             range != nullptr && (code - range->first) % range->step == 0) {
    points.push_back(code + static_cast<char32_t>(range->difference));
  } else {
    points.push_back(code);
  }
}

}  // namespace sdkt::detail
