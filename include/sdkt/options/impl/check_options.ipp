// SPDX-License-Identifier: MIT
//
// Definitions of check_options.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::detail {

inline void expect_in_range(bool is_in_range, const std::string& name, const std::string& value,
                            const options::setting_row& row) {
  if (is_in_range) return;
  throw setting_error{name, "the value " + value + " is out of range", "use " + std::string{row.range.words}};
}

/// Throws if a setting that holds numbers has one out of its range.
template <class Value>
void check_setting(const options::setting_row& row, const Value& value, const std::string& name) {
  if constexpr (std::is_same_v<Value, std::optional<std::int64_t>>) {
    if (value) check_setting(row, *value, name);
  } else if constexpr (std::is_same_v<Value, std::map<std::string, double>>) {
    for (const auto& [task, rate] : value) check_setting(row, rate, "learning_rate of " + task);
  } else if constexpr (std::is_same_v<Value, checkpoint_options>) {
    if (!value.folder.empty()) check_setting(row, value.seconds, std::string{row.config_name()});
  } else if constexpr (std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>) {
    expect_in_range(row.range.accepts(static_cast<double>(value)), name, std::to_string(value), row);
  }
}

}  // namespace sdkt::detail

namespace sdkt::options {

SDKT_INLINE void check_options(const trainer_options& options) {
  for (const setting_row& row : settings_table()) {
    std::visit([&](auto member) { detail::check_setting(row, options.*member, std::string{row.name}); },
               row.member);
  }
}

}  // namespace sdkt::options
