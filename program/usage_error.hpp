// SPDX-License-Identifier: MIT
//
// Sentences about a command line: what is wrong with it, and how to say it again.
#pragma once

#include <string>
#include <vector>

#include "option_table.hpp"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace sdkt::cli {

/// One line for a command line that does not parse, with the nearest right spelling.
std::string usage_error(const CLI::App& program, const CLI::ParseError& problem,
                        const std::vector<std::string>& words);

/// The same command with --resume, as a shell takes it.
std::string resuming(const std::vector<std::string>& given);

}  // namespace sdkt::cli
