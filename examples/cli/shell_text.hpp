// SPDX-License-Identifier: MIT
//
// Text as shells take it.
#pragma once

#include <string>
#include <string_view>

namespace sdkt::cli {

/// Between apostrophes.
inline std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) quoted += letter == '\'' ? std::string{"'\\''"} : std::string{letter};
  return quoted + "'";
}

/// One word of a command line, quoted if it has to be.
inline std::string shell_word(std::string_view word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
  const bool is_plain = !word.empty() && word.find_first_not_of(plain) == std::string_view::npos;
  return is_plain ? std::string{word} : shell_quoted(word);
}

}  // namespace sdkt::cli
