// SPDX-License-Identifier: MIT
//
// One text of a reference: valid UTF-8, without white space around it, not empty.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/file/text_file.hpp>

namespace sdkt::detail {

/// A text without the white space around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) + 1 - first);
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
