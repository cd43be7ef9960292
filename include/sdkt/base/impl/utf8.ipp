// SPDX-License-Identifier: MIT
//
// Definitions of utf8.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/utf8.hpp>

namespace sdkt::detail {

/// The beginning of a string as UTF-8.
struct utf8_beginning {
  char32_t code = 0;
  std::size_t length =
      0;  ///< bytes of the character; of an invalid one, of its longest valid beginning, at least 1
  bool is_valid = false;
};

/// The character at the beginning of a string that is not empty.
SDKT_INLINE utf8_beginning beginning_of(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return {replacement_character, 1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The range of the second byte excludes overlong forms, surrogates and code points above U+10FFFF.
  unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t at = 1; at < length; ++at) {
    if (at == text.size() || byte(at) < low || byte(at) > high) return {replacement_character, at, false};
    code = (code << 6) | (byte(at) & 0x3FU);
    low = 0x80;
    high = 0xBF;
  }
  return {code, length, true};
}

SDKT_INLINE std::size_t utf8_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const utf8_beginning found = beginning_of(text);
  return found.is_valid ? found.length : 0;
}

SDKT_INLINE std::optional<std::size_t> first_broken_byte(std::string_view text) noexcept {
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t length = utf8_length(text.substr(position));
    if (length == 0) return position;
    position += length;
  }
  return std::nullopt;
}

SDKT_INLINE std::u32string decode_utf8(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  while (!text.empty()) {
    const utf8_beginning found = beginning_of(text);
    points.push_back(found.code);
    text.remove_prefix(found.length);
  }
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

}  // namespace sdkt::detail
