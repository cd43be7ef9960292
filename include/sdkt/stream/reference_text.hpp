// SPDX-License-Identifier: MIT
//
// One text of a reference: valid UTF-8, without white space around it, not empty.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/detail/text_place.hpp>
#include <sdkt/detail/unicode.hpp>
#include <sdkt/error.hpp>

namespace sdkt::detail {

/// The first byte that no UTF-8 character explains, if there is one.
inline std::optional<std::size_t> first_broken_byte(std::string_view text) {
  constexpr std::string_view written_replacement = "\xEF\xBF\xBD";
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t begin = position;
    const bool is_replaced = next_code_point(text, position) == replacement_character;
    if (is_replaced && text.substr(begin, 3) != written_replacement) return begin;
  }
  return std::nullopt;
}

/// Throws unless a text is UTF-8. where() says which text it is.
template <class Where>
void expect_utf8(std::string_view text, const Where& where) {
  const auto broken = first_broken_byte(text);
  if (!broken) return;
  throw format_error{where() + ", " + text_place(text, *broken), "the bytes from here on are no UTF-8",
                     "save the text as UTF-8"};
}

/// A text without the white space around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) + 1 - first);
}

/// A text without its byte order mark.
inline std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// The text without white space around it. where() says which text it is.
///
/// Errors: data_error for one that is empty.
template <class Where>
std::string filled_text(std::string_view text, const Where& where) {
  const std::string_view content = trimmed(text);
  if (!content.empty()) return std::string{content};
  throw data_error{where(), "the text is empty", "write what an image shows, or leave it out"};
}

/// Throws unless every text is UTF-8 and none is empty.
///
/// Errors: format_error, data_error.
inline void check_texts(const std::vector<std::string>& texts) {
  for (std::size_t entry = 0; entry < texts.size(); ++entry) {
    const auto where = [&] { return "reference, text " + std::to_string(entry); };
    expect_utf8(texts[entry], where);
    if (trimmed(texts[entry]).empty()) {
      throw data_error{where(), "the text is empty", "write what an image shows, or leave it out"};
    }
  }
}

}  // namespace sdkt::detail
