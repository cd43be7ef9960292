// SPDX-License-Identifier: MIT
//
// Strings in the syntax of shells.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>

namespace sdkt::cli {

/// A string between apostrophes; with control characters, or bytes that are not UTF-8, as
/// the $'...' of bash and zsh.
inline std::string shell_quoted(std::string_view text) {
  const bool is_plain = detail::is_utf8(text) && !detail::has_control(text);
  std::string quoted = is_plain ? "'" : "$'";
  for (const char letter : text) {
    if (letter == '\'') {
      quoted += is_plain ? "'\\''" : "\\'";
    } else if (letter == '\\' && !is_plain) {
      quoted += "\\\\";
    } else {
      quoted += letter;
    }
  }
  return detail::one_line(quoted + "'");
}

/// One word of a command line, quoted if necessary.
inline std::string shell_word(std::string_view word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
  const bool is_plain = !word.empty() && word.find_first_not_of(plain) == std::string_view::npos;
  return is_plain ? std::string{word} : shell_quoted(word);
}

}  // namespace sdkt::cli
