// SPDX-License-Identifier: MIT
//
// Commands and options as plain data: the source of help, completion and man page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace sdkt::cli {

/// An option, or a positional argument.
struct option_entry {
  std::vector<std::string> names;  ///< "-h", "--help"; the name of a positional argument
  std::string argument;            ///< "N", "fp32|bf16", "A.json|mini ..."; empty for a flag
  std::string what;
  std::string default_value;  ///< empty if there is none to print
  std::string group;          ///< its heading
  bool is_positional = false;
  bool is_required = false;
  bool is_repeated = false;         ///< takes several values
  std::vector<std::string> values;  ///< words that it accepts
  bool takes_file = false;
  bool takes_folder = false;

  /// The description, with the default or "(required)".
  std::string description() const;

  /// Names and argument as they are written: "-h, --help", "--steps N".
  std::string spelling() const;
};

/// A command of the program, or the program itself.
struct command_entry {
  std::string name;
  std::string what;
  std::string closing;  ///< notes and examples at the end
  std::vector<option_entry> options;

  /// The headings of its options in the order of their first option; the heading
  /// common to all commands is last.
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

/// The accepted values of an argument are derived from its type name, words separated by bars:
/// words in lower case are values, DIR is a folder, FILE, MODEL and names with a dot are files,
/// METHOD and COMMAND are their names.
command_entry command_table(const CLI::App& command);

/// The program with all of its commands.
program_entry program_table(const CLI::App& program);

}  // namespace sdkt::cli
