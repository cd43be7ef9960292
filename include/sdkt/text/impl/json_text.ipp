// SPDX-License-Identifier: MIT
//
// Definitions of json_text.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string json_string(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string json = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto code = static_cast<unsigned char>(text.front());
    if (length == 0) {
      json += "\xEF\xBF\xBD";
    } else if (code < 0x20) {
      json.append("\\u00").append({digits[code >> 4], digits[code & 15U]});
    } else {
      if (code == '"' || code == '\\') json.push_back('\\');
      json += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return json.append("\"");
}

SDKT_INLINE std::string json_number(double value) {
  return std::isfinite(value) ? number_text(value) : "null";
}

SDKT_INLINE std::string json_array(const std::vector<std::string>& values) {
  std::string text = "[";
  for (const auto& value : values) text.append(text.size() > 1 ? ", " : "").append(value);
  return text.append("]");
}

SDKT_INLINE std::string json_object(const std::vector<std::pair<std::string, std::string>>& fields,
                                    std::size_t depth) {
  const std::string indent(2 * depth + 2, ' ');
  std::string text = "{";
  for (const auto& [name, value] : fields) {
    text.append(text.size() > 1 ? ",\n" : "\n").append(indent).append(json_string(name));
    text.append(": ").append(value);
  }
  return text.append("\n").append(2 * depth, ' ').append("}");
}

}  // namespace sdkt::detail
