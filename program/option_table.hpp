// SPDX-License-Identifier: MIT
//
// Commands and options as plain data: what help, completion and man page are written from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace sdkt::cli {

/// An option, or an argument by its place.
struct option_entry {
  std::vector<std::string> names;  ///< "-h", "--help"; of an argument by its place its name
  std::string argument;            ///< "N", "fp32|bf16", "A.json|mini ..."; empty for a flag
  std::string what;
  std::string default_value;  ///< empty if there is none to name
  std::string group;          ///< the heading that it stands under
  bool is_positional = false;
  bool is_required = false;
  bool is_repeated = false;         ///< takes several values
  std::vector<std::string> values;  ///< words that it may be
  bool takes_file = false;
  bool takes_folder = false;

  /// What it is, with its default or that it is required.
  std::string description() const;

  /// Names and argument as they are written: "-h, --help", "--steps N".
  std::string spelling() const;
};

/// A command of the program, or the program itself.
struct command_entry {
  std::string name;
  std::string what;
  std::string closing;  ///< notes and examples that stand at the end
  std::vector<option_entry> options;

  /// The headings of its options in the order in which they come, those of every command last.
  std::vector<std::string> groups() const;

  /// "sdkt run --tasks A.json ... --out DIR [OPTIONS]"
  std::string usage() const;
};

struct program_entry {
  command_entry itself;
  std::vector<command_entry> commands;
};

/// Heading of the options that every command has.
inline constexpr std::string_view common_group = "Help";

/// What an argument may be is read from its text, words with bars between: words in small letters are
/// values, DIR is a folder, FILE, MODEL and names with a dot are files, METHOD and COMMAND are their names.
command_entry command_table(const CLI::App& command);

/// The program with all of its commands.
program_entry program_table(const CLI::App& program);

}  // namespace sdkt::cli
