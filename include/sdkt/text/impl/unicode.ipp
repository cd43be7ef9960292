// SPDX-License-Identifier: MIT
//
// Definitions of unicode.hpp.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/unicode.hpp>
#include <sdkt/text/unicode_tables.hpp>

namespace sdkt::detail {

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
