// SPDX-License-Identifier: MIT
//
// Messages about a wrong command line: the problem and the correction.
#pragma once

#include <string>
#include <vector>

#include "option_table.hpp"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace sdkt::cli {

/// One line for a command line that does not parse, with the nearest correct spelling.
std::string usage_error(const CLI::App& program, const CLI::ParseError& problem,
                        const std::vector<std::string>& words);

/// The same command with --resume, quoted for a shell.
std::string resuming(const std::vector<std::string>& given);

}  // namespace sdkt::cli
