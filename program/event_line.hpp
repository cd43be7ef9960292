// SPDX-License-Identifier: MIT
//
// Events as JSON on stdout, an object a line: what --json prints. docs/events.md lists them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/settings.hpp>

namespace sdkt::cli {

/// Names and values that are JSON already.
using json_fields = std::vector<std::pair<std::string, std::string>>;

/// A JSON object on one line.
std::string event_object(const json_fields& fields);

/// Settings as the JSON object that config.json is, on one line.
std::string event_settings(const setting_list& settings);

/// Prints a line, at once.
///
/// Errors: file_error if stdout cannot be written.
void print_event(std::string_view name, const json_fields& fields);

/// Whether a command line asks for events, as far as it can be told before it is parsed.
bool asks_for_events(const std::vector<std::string>& words);

/// The last event of a run that was asked to stop. Does not fail.
void print_stopped_event(std::string_view place, std::string_view resume, int signal) noexcept;

/// The last event of a command that failed, with the sentence and the exit status. Does not fail.
void print_error_event(std::string_view sentence, int status) noexcept;

}  // namespace sdkt::cli
