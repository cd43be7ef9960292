// SPDX-License-Identifier: MIT

#include "fitted_line.hpp"

#include <algorithm>

namespace sdkt::cli {

namespace {

bool continues_character(char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U; }

std::size_t columns_of_lead(char letter) { return static_cast<unsigned char>(letter) >= 0xE0U ? 2 : 1; }

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (const char letter : text) columns += continues_character(letter) ? 0 : columns_of_lead(letter);
  return columns;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (continues_character(text[at])) continue;
    used += columns_of_lead(text[at]);
    if (used > columns) return std::string{text.substr(0, at)};
  }
  return std::string{text};
}

std::string fitted_line(std::vector<line_part> parts, std::size_t columns) {
  const auto joined = [&] {
    std::string line;
    for (const auto& part : parts) line += part.text;
    return line;
  };
  while (columns_of(joined()) > columns) {
    const auto least = std::max_element(
        parts.begin(), parts.end(), [](const auto& one, const auto& other) { return one.rank < other.rank; });
    if (least == parts.end() || least->rank == 0) break;
    parts.erase(least);
  }
  return cut_to(joined(), columns);
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::clamp(seconds, 0.0, 1e9) + 0.5);
  const auto two = [](long value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const std::string minutes = std::to_string(whole / 60 % 60);
  if (whole < 3600) return minutes + ":" + two(whole % 60);
  return std::to_string(whole / 3600) + ":" + two(whole / 60 % 60) + ":" + two(whole % 60);
}

}  // namespace sdkt::cli
