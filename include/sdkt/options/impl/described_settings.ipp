// SPDX-License-Identifier: MIT
//
// Definitions of described_settings.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/options/described_settings.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

/// The number of a choice; nothing if an optional one is not set.
template <class Choice>
std::optional<std::size_t> choice_of(const Choice& value) {
  if constexpr (std::is_enum_v<Choice>) {
    return static_cast<std::size_t>(value);
  } else {
    return value ? std::optional{static_cast<std::size_t>(*value)} : std::nullopt;
  }
}

}  // namespace sdkt::detail

namespace sdkt::options {

SDKT_INLINE setting_value value_of(const setting_row& row, const trainer_options& options) {
  const auto read = [&](auto member) -> setting_value {
    const auto& value = options.*member;
    using value_type = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<value_type, bool> || std::is_same_v<value_type, double>) {
      return value;
    } else if constexpr (std::is_integral_v<value_type>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_same_v<value_type, std::optional<std::int64_t>>) {
      return value ? setting_value{*value} : setting_value{};
    } else if constexpr (std::is_same_v<value_type, std::map<std::string, double>>) {
      std::vector<std::string> rates;
      for (const auto& [task, rate] : value) rates.push_back(task + "=" + detail::json_number(rate));
      return rates;
    } else if constexpr (std::is_same_v<value_type, checkpoint_options>) {
      return value.seconds;
    } else if constexpr (std::is_enum_v<value_type> ||
                         std::is_same_v<value_type, std::optional<image_view>>) {
      const std::optional<std::size_t> choice = detail::choice_of(value);
      return choice ? setting_value{std::string{row.choices[*choice].name}} : setting_value{};
    } else {
      return {};
    }
  };
  return std::visit(read, row.member);
}

SDKT_INLINE std::string usual_text(const setting_row& row) {
  if (!row.usual.empty()) return std::string{row.usual};
  const setting_value value = value_of(row, trainer_options{});
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* name = std::get_if<std::string>(&value)) return *name;
  if (std::holds_alternative<double>(value)) {
    std::string text = detail::json_number(std::get<double>(value));
    const std::size_t exponent = text.find("e-0");
    if (exponent != std::string::npos) text.erase(exponent + 2, 1);
    return text;
  }
  return {};
}

SDKT_INLINE void describe_settings(const trainer_options& options, setting_list& settings) {
  for (const setting_row& row : settings_table()) {
    if (row.is_described == in_config::never) continue;
    const setting_value value = value_of(row, options);
    if (row.is_described == in_config::if_set && value == value_of(row, trainer_options{})) continue;
    settings.set(row.config_name(), value);
  }
}

SDKT_INLINE bool is_setting_name(std::string_view name) {
  const std::span<const setting_row> rows = settings_table();
  return std::any_of(rows.begin(), rows.end(), [&](const setting_row& row) {
    return row.is_described != in_config::never && row.config_name() == name;
  });
}

}  // namespace sdkt::options
