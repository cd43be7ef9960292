// SPDX-License-Identifier: MIT
//
// Definitions of letter_case.hpp.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string in_lower_case(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

SDKT_INLINE std::string with_capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace sdkt::detail
