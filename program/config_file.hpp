// SPDX-License-Identifier: MIT
//
// Options from a TOML file, as if they were on the command line before all others.
#pragma once

#include <string>
#include <vector>

#include "option_table.hpp"

namespace sdkt::cli {

/// The words of a command line with the content of its --config file inserted, so that
/// later words take precedence.
///
/// `lr = 1e-4` in the file is `--lr 1e-4`; arrays are options of several words; true is a flag. An option on
/// the command line replaces the same option of the file.
/// Errors: file_error if the file cannot be read; format_error with line and column if it is not TOML of this
/// form, or names an option that the command does not have.
std::vector<std::string> with_config_file(const std::vector<std::string>& words,
                                          const command_entry& command);

}  // namespace sdkt::cli
