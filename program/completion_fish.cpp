// SPDX-License-Identifier: MIT

#include "completion.hpp"

namespace sdkt::cli {

namespace {

/// A string between single quotes, where fish escapes with backslashes.
std::string fish_quoted(const std::string& text) {
  std::string safe = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') safe += '\\';
    safe += letter;
  }
  return safe + "'";
}

/// " -s h -l help"
std::string names_of(const option_entry& option) {
  std::string text;
  for (const auto& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return text;
}

/// What may follow an option: only its values, folders, or any file.
std::string argument_of(const option_entry& option) {
  std::string words = joined(option.values);
  if (option.takes_file)
    return (option.is_positional ? " -F" : " -r -F") + (words.empty() ? "" : " -a " + fish_quoted(words));
  if (option.takes_folder) words += (words.empty() ? "" : " ") + std::string{"(__fish_complete_directories)"};
  const std::string offer = words.empty() ? "" : " -a " + fish_quoted(words);
  return (option.is_positional ? "" : " -x") + offer;
}

std::string line_of(const std::string& condition, const option_entry& option) {
  std::string line = "complete -c sdkt -n " + fish_quoted(condition);
  if (!option.is_positional) line += names_of(option);
  if (option.is_positional || !option.argument.empty()) line += argument_of(option);
  return line + " -d " + fish_quoted(option.description()) + "\n";
}

}  // namespace

std::string fish_completion(const program_entry& program) {
  std::string text = "# fish completion of sdkt, printed by `sdkt completion fish`\ncomplete -c sdkt -f\n";
  for (const auto& option : program.itself.options) text += line_of("__fish_use_subcommand", option);
  for (const auto& command : program.commands) {
    text += "complete -c sdkt -n '__fish_use_subcommand' -a " + fish_quoted(short_name(program, command)) +
            " -d " + fish_quoted(command.what) + "\n";
  }
  for (const auto& command : program.commands) {
    const std::string condition = "__fish_seen_subcommand_from " + short_name(program, command);
    bool has_several = false;
    for (const auto& option : command.options) {
      text += line_of(condition, option);
      has_several = has_several || option.is_repeated;
    }
    // Further values of an option that accepts several.
    if (has_several) text += "complete -c sdkt -n " + fish_quoted(condition) + " -F\n";
  }
  return text;
}

}  // namespace sdkt::cli
