// SPDX-License-Identifier: MIT
//
// Events as JSON on stdout, one object per line: the output of --json. docs/events.md lists them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/settings.hpp>

namespace sdkt::cli {

/// Names, and values that are already JSON.
using json_fields = std::vector<std::pair<std::string, std::string>>;

/// A JSON object on one line.
std::string event_object(const json_fields& fields);

/// Settings as a JSON object on one line, with the content of config.json.
std::string event_settings(const setting_list& settings);

/// Prints a line and flushes it.
///
/// Errors: file_error if stdout cannot be written.
void print_event(std::string_view name, const json_fields& fields);

/// Whether a command line asks for events, determined before it is parsed.
bool asks_for_events(const std::vector<std::string>& words);

/// Prints the last event of a run that was asked to stop. Does not throw.
void print_stopped_event(std::string_view place, std::string_view resume, int signal) noexcept;

/// Prints the last event of a command that failed, with the sentence and the exit status. Does not throw.
void print_error_event(std::string_view sentence, int status) noexcept;

}  // namespace sdkt::cli
