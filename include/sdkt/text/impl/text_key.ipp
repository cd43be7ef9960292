// SPDX-License-Identifier: MIT
//
// Definitions of text_key.hpp.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/nfc.hpp>
#include <sdkt/text/text_key.hpp>
#include <sdkt/text/unicode.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string text_key(std::string_view text) {
  std::u32string points = decode_utf8(text);
  normalise_nfc(points);
  std::u32string small;
  bool has_gap = false;
  for (const char32_t code : points) {
    if (kind_of(code) == character_kind::space) {
      has_gap = !small.empty();
      continue;
    }
    if (has_gap) small.push_back(U' ');
    has_gap = false;
    append_lower_case(small, code);
  }
  std::string key;
  for (const char32_t code : small) append_utf8(key, code);
  return key;
}

SDKT_INLINE std::string class_key(std::string_view name) {
  std::string spaced{name};
  for (char& letter : spaced) {
    if (letter == '_') letter = ' ';
  }
  return text_key(spaced);
}

}  // namespace sdkt::detail
