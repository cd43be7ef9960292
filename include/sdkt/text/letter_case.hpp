// SPDX-License-Identifier: MIT
//
// Capital and small letters of ASCII, whatever the locale.
#pragma once

#include <string>

namespace sdkt::detail {

/// A text with its capitals made small.
inline std::string in_lower_case(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

/// A text with a capital at its beginning, if it begins with a small letter.
inline std::string with_capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace sdkt::detail
