// SPDX-License-Identifier: MIT
//
// Help for a terminal of 80 columns.
#pragma once

#include <cstddef>
#include <string>

#include "option_table.hpp"

namespace sdkt::cli {

/// Help of a command: usage, description, its options under their headings, notes and examples.
std::string command_help(const command_entry& command);

/// Help of the program: its commands instead of options.
std::string program_help(const program_entry& program);

/// A phrase as a sentence: a capital letter and a full stop.
std::string sentence(std::string text);

/// Text in lines of at most `width` bytes, with `indent` blanks before each line after the
/// first; words are not cut.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width);

}  // namespace sdkt::cli
