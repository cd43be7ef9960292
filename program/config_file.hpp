// SPDX-License-Identifier: MIT
//
// Options from a TOML file, as if they stood on the command line before all others.
#pragma once

#include <string>
#include <vector>

#include "option_table.hpp"

namespace sdkt::cli {

/// The words of a command line with the content of its --config file put in, so that later words win.
///
/// `lr = 1e-4` in the file is `--lr 1e-4`; arrays are options of several words; true is a flag.
/// An option that the command line gives is left out of what comes from the file.
/// Errors: file_error if the file cannot be read, format_error with line and column if it is no TOML of that
/// form, or names an option that the command does not have.
std::vector<std::string> with_config_file(const std::vector<std::string>& words,
                                          const command_entry& command);

}  // namespace sdkt::cli
