// SPDX-License-Identifier: MIT

#include <algorithm>

#include "completion.hpp"

namespace sdkt::cli {

namespace {

/// A part of a specification of _arguments, in which colons and brackets have a meaning.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == ':' || letter == '[' || letter == ']' || letter == '\\') safe += '\\';
    safe += letter;
  }
  return safe;
}

std::string action_of(const option_entry& option) {
  const std::string paths = option.takes_file ? "_files" : option.takes_folder ? "_files -/" : "";
  if (option.values.empty()) return paths.empty() ? " " : paths;
  const std::string values = joined(option.values);
  return paths.empty() ? "(" + values + ")" : "{compadd -- " + values + "; " + paths + "}";
}

std::string with_argument(const option_entry& option) {
  return ":" + escaped(option.argument) + ":" + action_of(option);
}

/// The specifications of one option, one line per name.
std::string specification(const option_entry& option) {
  if (option.is_positional) {
    return " \\\n        " + shell_quoted(std::string{option.is_required ? "1:" : "1::"} +
                                          escaped(option.names.front()) + ":" + action_of(option));
  }
  std::string lines;
  for (const auto& name : option.names) {
    std::string text = option.is_repeated ? "*" : "(" + joined(option.names) + ")";
    text += name;
    if (!option.argument.empty() && name.size() > 2) text += "=";
    text += "[" + escaped(option.description()) + "]";
    if (!option.argument.empty()) text += with_argument(option);
    lines += " \\\n        " + shell_quoted(text);
  }
  return lines;
}

}  // namespace

std::string zsh_completion(const program_entry& program) {
  std::string names, cases, own;
  for (const auto& option : program.itself.options) own += specification(option);
  for (const auto& command : program.commands) {
    const std::string name = short_name(program, command);
    names += "        " + shell_quoted(name + ":" + command.what) + "\n";
    cases += "    " + name + ")\n      _arguments";
    for (const auto& option : command.options) cases += specification(option);
    // Further values of an option that accepts several.
    const bool has_several = std::any_of(command.options.begin(), command.options.end(),
                                         [](const auto& option) { return option.is_repeated; });
    if (has_several) cases += " \\\n        '*: :_files'";
    cases += "\n      ;;\n";
  }
  return "#compdef sdkt\n"
         "# zsh completion of sdkt, printed by `sdkt completion zsh`\n"
         "_sdkt() {\n"
         "  local context state state_descr line\n"
         "  local -a commands\n"
         "  typeset -A opt_args\n"
         "  _arguments -C" +
         own +
         " \\\n        '1: :->command' \\\n        '*:: :->arguments'\n"
         "  case $state in\n"
         "    command)\n"
         "      commands=(\n" +
         names +
         "      )\n"
         "      _describe -t commands command commands\n"
         "      return\n"
         "      ;;\n"
         "    arguments) ;;\n"
         "    *) return ;;\n"
         "  esac\n"
         "  case $line[1] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _sdkt ]; then\n"
         "  _sdkt \"$@\"\n"
         "else\n"
         "  compdef _sdkt sdkt\n"
         "fi\n";
}

}  // namespace sdkt::cli
