// SPDX-License-Identifier: MIT
//
// Definitions of unicode.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/unicode.hpp>
#include <sdkt/text/unicode_tables.hpp>

namespace sdkt::detail {

/// The code point that starts at text[position]. Moves position behind it.
///
/// Errors: invalid bytes give U+FFFD: one for each longest valid beginning of a truncated character, and one
/// for each byte that cannot begin a character (Unicode 3.9; Python and Rust do the same).
SDKT_INLINE char32_t next_code_point(std::string_view text, std::size_t& position) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(position++);
  if (lead < 0x80) return lead;
  if (lead < 0xC2 || lead > 0xF4) return replacement_character;
  const int following = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  // The range of the second byte excludes overlong forms, surrogates and code points above U+10FFFF.
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

SDKT_INLINE std::u32string decode_utf8(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) points.push_back(next_code_point(text, position));
  return points;
}

SDKT_INLINE void append_utf8(std::string& text, char32_t code) {
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

SDKT_INLINE character_kind kind_of(char32_t code) noexcept {
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

SDKT_INLINE void append_lower_case(std::u32string& points, char32_t code) {
  if (code < 0x80) {
    points.push_back(code >= 'A' && code <= 'Z' ? code + 0x20 : code);
  } else if (code == 0x130) {  // the only character whose lower case is two characters: i and a dot above
    points.append({U'i', char32_t{0x307}});
  } else if (const lower_range* range = find_range<lower_range>(lower_ranges, code);
             range != nullptr && (code - range->first) % range->step == 0) {
    points.push_back(code + static_cast<char32_t>(range->difference));
  } else {
    points.push_back(code);
  }
}

}  // namespace sdkt::detail
