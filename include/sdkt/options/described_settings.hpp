// SPDX-License-Identifier: MIT
//
// The settings of the trainer by name and value, as in config.json.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::options {

/// The value of a setting as in config.json: null for an optional one that is not set, and for a member that
/// is neither a number nor a choice.
[[nodiscard]] setting_value value_of(const setting_row& row, const trainer_options& options);

/// The default as the program shows it: "1e-5"; empty if there is none.
[[nodiscard]] std::string usual_text(const setting_row& row);

/// Adds all settings that are in config.json, with the values that the options have.
void describe_settings(const trainer_options& options, setting_list& settings);

/// Whether config.json can have a setting of the trainer with this name.
bool is_setting_name(std::string_view name);

}  // namespace sdkt::options

#if SDKT_HAS_DEFINITIONS
#include <sdkt/options/impl/described_settings.ipp>
#endif
