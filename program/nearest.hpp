// SPDX-License-Identifier: MIT
//
// The nearest correct spelling of a wrong name.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sdkt::cli {

/// Least number of letters to insert, remove or replace (Levenshtein).
inline std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t column = 0; column < row.size(); ++column) row[column] = column;
  for (std::size_t line = 0; line < from.size(); ++line) {
    std::size_t diagonal = row[0];
    row[0] = line + 1;
    for (std::size_t column = 0; column < to.size(); ++column) {
      const std::size_t replaced = diagonal + (from[line] == to[column] ? 0 : 1);
      diagonal = row[column + 1];
      row[column + 1] = std::min({replaced, row[column] + 1, row[column + 1] + 1});
    }
  }
  return row.back();
}

/// " (did you mean X?)" if one of the names is near, else an empty string.
inline std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string* best = nullptr;
  std::size_t least = wrong.size() / 3 + 2;
  for (const auto& name : names) {
    const std::size_t distance = edit_distance(wrong, name);
    if (distance < least) least = distance, best = &name;
  }
  return best == nullptr ? std::string{} : " (did you mean " + *best + "?)";
}

}  // namespace sdkt::cli
