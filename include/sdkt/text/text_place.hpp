// SPDX-License-Identifier: MIT
//
// Where a byte of a text is, as people count.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sdkt::detail {

/// "line 3, column 14" for a byte of a text; both count from 1, columns in characters.
inline std::string text_place(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view row = before.substr(before.rfind('\n') + 1);
  const auto column = 1 + std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace sdkt::detail
