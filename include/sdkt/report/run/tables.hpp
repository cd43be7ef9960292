// SPDX-License-Identifier: MIT
//
// The composition of a run: a table of the tasks, and one of the settings.
#pragma once

#include <cstddef>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// Largest number of settings, of characters of a string value, and of bytes of a list.
inline constexpr std::size_t max_settings = 200, max_value_characters = 300, max_list_bytes = 4500;
/// The escaped value in readable form: "none" for null, list elements separated by commas.
std::string setting_text(const setting_value& value);

[[nodiscard]] std::string settings_table(const run_record& record);

/// The command that repeats the run, from its settings; a note if the run was started by another program.
std::string repeating_command(const run_record& record);

/// Tasks in training order: numbers of classes, images and steps, planned and done.
std::string task_table(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/tables.ipp>
#endif
