// SPDX-License-Identifier: MIT

#include "help_text.hpp"

#include <algorithm>
#include <utility>

#include <sdkt/text/letter_case.hpp>

namespace sdkt::cli {

namespace {

constexpr std::size_t width = 79;

// Columns at which descriptions of options and of commands begin.
constexpr std::size_t option_column = 27;
constexpr std::size_t command_column = 14;

/// A name with its description, beside it or below it.
std::string entry(const std::string& name, const std::string& what, std::size_t column) {
  std::string line = "  " + name;
  if (line.size() + 2 > column) {
    line += "\n" + std::string(column, ' ');
  } else {
    line += std::string(column - line.size(), ' ');
  }
  return line + wrapped(what, column, width) + "\n";
}

std::string options_under(const command_entry& command, const std::string& group) {
  std::string text;
  for (const auto& option : command.options) {
    if (option.group == group) text += entry(option.spelling(), option.description(), option_column);
  }
  return text.empty() ? text : "\n" + group + ":\n" + text;
}

}  // namespace

std::string sentence(std::string text) { return detail::with_capital(std::move(text)) + "."; }

std::string wrapped(const std::string& text, std::size_t indent, std::size_t most) {
  std::string lines;
  std::size_t used = indent;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const bool is_first = used == indent;
    if (!is_first && used + 1 + word.size() > most) {
      lines += "\n" + std::string(indent, ' ') + word;
      used = indent + word.size();
    } else {
      lines += (is_first ? "" : " ") + word;
      used += word.size() + (is_first ? 0 : 1);
    }
  }
  return lines;
}

std::string command_help(const command_entry& command) {
  std::string text = "Usage: " + wrapped(command.usage(), 7, width) + "\n\n";
  text += wrapped(sentence(command.what), 0, width) + "\n";
  for (const auto& group : command.groups()) text += options_under(command, group);
  return command.closing.empty() ? text : text + "\n" + command.closing + "\n";
}

std::string program_help(const program_entry& program) {
  std::string text =
      wrapped(program.itself.what, 0, width) + "\n\nUsage: sdkt COMMAND [OPTIONS]\n\nCommands:\n";
  for (const auto& command : program.commands)
    text += entry(command.name.substr(program.itself.name.size() + 1), command.what, command_column);
  for (const auto& group : program.itself.groups()) text += options_under(program.itself, group);
  return program.itself.closing.empty() ? text : text + "\n" + program.itself.closing + "\n";
}

}  // namespace sdkt::cli
