// SPDX-License-Identifier: MIT
//
// Definitions of shown_text.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>

namespace sdkt::detail {

SDKT_INLINE bool is_control(std::string_view character) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
  if (character.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  if (character.size() != 3 || byte(0) != 0xE2) return false;
  if (byte(1) == 0x81) return byte(2) >= 0xA6 && byte(2) <= 0xA9;  // U+2066 to U+2069
  if (byte(1) != 0x80) return false;
  const unsigned last = byte(2);  // U+200E, U+200F, U+2028 to U+202E
  return last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE);
}

SDKT_INLINE bool has_control(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length > 0 && is_control(text.substr(0, length))) return true;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return false;
}

/// Appends a string with control characters and bytes that are not UTF-8 written as \xNN, byte by byte.
SDKT_INLINE void append_shown(std::string& shown, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  while (!text.empty()) {
    const std::size_t known = utf8_length(text);
    const std::size_t length = known == 0 ? 1 : known;
    const std::string_view character = text.substr(0, length);
    text.remove_prefix(length);
    if (known > 0 && !is_control(character)) {
      shown += character;
      continue;
    }
    for (const char letter : character) {
      const auto byte = static_cast<unsigned char>(letter);
      shown.append("\\x").append({digits[byte >> 4U], digits[byte & 15U]});
    }
  }
}

SDKT_INLINE std::string one_line(std::string_view text) {
  std::string shown;
  append_shown(shown, text);
  return shown;
}

SDKT_INLINE std::string shown_text(std::string_view text) {
  constexpr std::size_t longest = 400;
  constexpr std::size_t kept_at_end = 120;
  if (text.size() <= longest) return one_line(text);
  constexpr std::string_view gap = " ... ";
  // Neither cut splits a character.
  const auto begins = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U; };
  std::size_t head = longest - kept_at_end - gap.size();
  for (int step = 0; step < 3 && !begins(head); ++step) --head;
  std::size_t tail = text.size() - kept_at_end;
  for (int step = 0; step < 3 && !begins(tail); ++step) ++tail;
  std::string shown = one_line(text.substr(0, head));
  shown += gap;
  append_shown(shown, text.substr(tail));
  return shown;
}

}  // namespace sdkt::detail
