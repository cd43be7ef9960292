// SPDX-License-Identifier: MIT
//
// Definitions of setting_text.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string setting_text(std::int64_t value) { return json_number(value); }

SDKT_INLINE std::string setting_text(double value) { return json_number(value); }

SDKT_INLINE std::string setting_text(const std::string& value) { return json_string(value); }

SDKT_INLINE std::string setting_text(const std::vector<std::string>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(json_string(value));
  return json_array(texts);
}

SDKT_INLINE std::string setting_text(const setting_value& value) {
  return std::visit([](const auto& content) { return setting_text(content); }, value);
}

}  // namespace sdkt::detail
