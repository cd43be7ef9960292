// SPDX-License-Identifier: MIT
//
// Values of settings as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <sdkt/base/settings.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

inline std::string setting_text(std::monostate) { return "null"; }
inline std::string setting_text(bool value) { return value ? "true" : "false"; }
inline std::string setting_text(std::int64_t value) { return json_number(value); }
inline std::string setting_text(double value) { return json_number(value); }
inline std::string setting_text(const std::string& value) { return json_string(value); }
inline std::string setting_text(const std::vector<std::string>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(json_string(value));
  return json_array(texts);
}
inline std::string setting_text(const setting_value& value) {
  return std::visit([](const auto& content) { return setting_text(content); }, value);
}

}  // namespace sdkt::detail
