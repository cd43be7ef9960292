// SPDX-License-Identifier: MIT
//
// Completion of command lines for shells: commands, options, and the values of options.
#pragma once

#include <string>
#include <string_view>

#include "option_table.hpp"
#include "shell_text.hpp"

namespace sdkt::cli {

/// The script for bash, zsh or fish.
std::string completion_script(const program_entry& program, std::string_view shell);

// One function per shell.
std::string bash_completion(const program_entry& program);
std::string zsh_completion(const program_entry& program);
std::string fish_completion(const program_entry& program);

/// Words separated by blanks.
std::string joined(const std::vector<std::string>& words);

/// "run" of "sdkt run".
std::string short_name(const program_entry& program, const command_entry& command);

}  // namespace sdkt::cli
