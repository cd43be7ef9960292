// SPDX-License-Identifier: MIT
//
// Definitions of reference_text.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/reference_text.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) + 1 - first);
}

SDKT_INLINE void check_texts(const std::vector<std::string>& texts) {
  for (std::size_t entry = 0; entry < texts.size(); ++entry) {
    const auto where = [&] { return "reference, text " + std::to_string(entry); };
    expect_utf8(texts[entry], where);
    if (trimmed(texts[entry]).empty()) {
      throw data_error{where(), "the text is empty", "describe an image, or remove the text"};
    }
  }
}

}  // namespace sdkt::detail
