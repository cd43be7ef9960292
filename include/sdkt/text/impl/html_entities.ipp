// SPDX-License-Identifier: MIT
//
// Definitions of html_entities.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/html_entities.hpp>
#include <sdkt/text/html_entity_tables.hpp>

namespace sdkt::detail {

/// The entry of a table with the given name; nullptr if there is none.
template <std::size_t N>
const html_entity* find_entity(const std::array<html_entity, N>& table, std::u32string_view name) noexcept {
  if (name.size() > longest_entity) return nullptr;
  std::array<char, longest_entity> letters{};
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] > 0x7E) return nullptr;
    letters[at] = static_cast<char>(name[at]);
  }
  const std::string_view wanted{letters.data(), name.size()};
  const auto found =
      std::lower_bound(table.begin(), table.end(), wanted,
                       [](const html_entity& one, std::string_view text) { return one.name < text; });
  return found != table.end() && found->name == wanted ? &*found : nullptr;
}

SDKT_INLINE void append_points(std::u32string& text, const html_entity& entity) {
  for (const char32_t code : entity.points) {
    if (code != 0) text.push_back(code);
  }
}

SDKT_INLINE bool is_hex_digit(char32_t code) noexcept {
  return is_digit(code) || (code >= 'a' && code <= 'f') || (code >= 'A' && code <= 'F');
}

SDKT_INLINE bool is_ascii_letter(char32_t code) noexcept {
  return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

/// Appends the character with the number of a numeric reference. Forbidden numbers follow the rules of HTML.
SDKT_INLINE void append_numeric(std::u32string& text, std::uint32_t number) {
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) {
    text.push_back(replacement_character);
  } else if (number >= 0x80 && number < 0xA0) {
    text.push_back(windows_1252[number - 0x80]);
  } else if (number == 0x0D) {
    text.push_back(U'\r');
  } else {
    const bool is_control =
        (number < 0x20 && number != '\t' && number != '\n' && number != '\f') || number == 0x7F;
    const bool is_no_character = (number >= 0xFDD0 && number <= 0xFDEF) || (number & 0xFFFEU) == 0xFFFE;
    if (!is_control && !is_no_character) text.push_back(number);
  }
}

/// The numeric reference at the beginning of a text that begins with &#. Its length is 0 if the text does not
/// begin with a numeric reference.
struct numeric_reference {
  std::size_t length = 0;
  std::uint32_t number = 0;  ///< 0x110000 for every number beyond Unicode
};

SDKT_INLINE numeric_reference numeric_at(std::u32string_view text) noexcept {
  const bool is_hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  std::size_t at = is_hex ? 3 : 2;
  const std::size_t first = at;
  std::uint32_t number = 0;
  for (; at < text.size() && (is_hex ? is_hex_digit(text[at]) : is_digit(text[at])); ++at) {
    const char32_t code = text[at];
    const auto digit = static_cast<std::uint32_t>(is_digit(code) ? code - '0' : (code | 0x20U) - 'a' + 10);
    number = std::min<std::uint32_t>(number * (is_hex ? 16U : 10U) + digit, 0x110000U);
  }
  if (at == first) return {};
  if (at < text.size() && text[at] == ';') ++at;
  return {at, number};
}

SDKT_INLINE std::size_t append_reference(std::u32string& out, std::u32string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] == '#') {
    const numeric_reference found = numeric_at(text);
    if (found.length > 0) append_numeric(out, found.number);
    return found.length;
  }
  constexpr std::u32string_view never_in_names = U"\t\n\f <&#;";
  std::size_t length =
      std::min(text.find_first_of(never_in_names, 1), std::min(text.size(), longest_entity + 1));
  if (length < text.size() && length > 1 && text[length] == ';') ++length;
  for (; length > 2; --length) {
    const html_entity* entity = find_entity(html_entities, text.substr(1, length - 1));
    if (entity == nullptr) continue;
    append_points(out, *entity);
    return length;
  }
  return 0;
}

SDKT_INLINE std::u32string unescape_html(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = text.front() == '&' ? append_reference(out, text) : 0;
    if (length == 0) out.push_back(text.front());
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

SDKT_INLINE std::u32string unescape_clear_html(std::u32string_view text) {
  constexpr std::size_t longest_name = 24;
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = 0;
    if (text.front() == '&') {
      const std::size_t name = text.size() > 1 && text[1] == '#' ? 2 : 1;
      std::size_t end = name;
      while (end < text.size() && end - name < longest_name &&
             (is_digit(text[end]) || is_ascii_letter(text[end])))
        ++end;
      const bool ends = end > name && end < text.size() && text[end] == ';';
      if (ends && name == 2) {
        const numeric_reference found = numeric_at(text);
        if (found.length == end + 1 && found.number != ';') {
          append_numeric(out, found.number);
          length = found.length;
        }
      } else if (ends) {
        const std::u32string_view whole = text.substr(1, end);
        const html_entity* entity = find_entity(html_entities, whole);
        if (entity == nullptr) entity = find_entity(capital_entities, whole);
        if (entity != nullptr) {
          append_points(out, *entity);
          length = end + 1;
        }
      }
    }
    if (length == 0) out.push_back(text.front());
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace sdkt::detail
