// SPDX-License-Identifier: MIT
//
// Values of settings as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>

namespace sdkt::detail {

inline std::string setting_text(std::monostate) { return "null"; }
inline std::string setting_text(bool value) { return value ? "true" : "false"; }
std::string setting_text(std::int64_t value);
std::string setting_text(double value);
std::string setting_text(const std::string& value);
std::string setting_text(const std::vector<std::string>& values);
std::string setting_text(const setting_value& value);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/setting_text.ipp>
#endif
