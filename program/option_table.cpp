// SPDX-License-Identifier: MIT

#include "option_table.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "method_names.hpp"

namespace sdkt::cli {

namespace {

bool is_value(const std::string& word) {
  const auto is_small = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
  };
  return !word.empty() && std::all_of(word.begin(), word.end(), is_small);
}

/// The words of an argument's type name: "A.json|mini ..." has A.json and mini.
std::vector<std::string> words_of(const std::string& argument) {
  std::vector<std::string> words{""};
  for (const char letter : argument) {
    if (letter == '|' || letter == ' ') {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  return words;
}

void read_argument(const CLI::App& command, option_entry& entry) {
  for (const std::string& word : words_of(entry.argument)) {
    if (is_value(word)) {
      entry.values.push_back(word);
    } else if (word == "DIR") {
      entry.takes_folder = true;
    } else if (word == "METHOD") {
      for (const std::string& name : method_names()) entry.values.push_back(name);
    } else if (word == "COMMAND") {
      const CLI::App* parent = command.get_parent();
      if (parent == nullptr) continue;
      for (const CLI::App* each : parent->get_subcommands({})) entry.values.push_back(each->get_name());
    } else if (word == "FILE" || word == "MODEL" ||
               (word.find('.') != std::string::npos && word.find_first_not_of('.') != std::string::npos)) {
      entry.takes_file = true;
    }
  }
}

option_entry entry_of(const CLI::App& command, const CLI::Option& option) {
  option_entry entry;
  entry.is_positional = option.get_positional();
  if (entry.is_positional) {
    entry.names.push_back(option.get_name(true));
  } else {
    for (const auto& name : option.get_snames()) entry.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) entry.names.push_back("--" + name);
  }
  entry.what = option.get_description();
  entry.default_value = option.get_default_str();
  entry.group = option.get_group();
  entry.is_required = option.get_required();
  if (option.get_items_expected_max() > 0) entry.argument = option.get_type_name();
  entry.is_repeated = option.get_items_expected_max() > 1;
  read_argument(command, entry);
  return entry;
}

}  // namespace

std::string option_entry::description() const {
  if (is_required) return what + " (required)";
  return default_value.empty() ? what : what + " (default: " + default_value + ")";
}

std::string option_entry::spelling() const {
  std::string text;
  if (is_positional) return argument.empty() ? names.front() : argument;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return argument.empty() ? text : text + " " + argument;
}

std::vector<std::string> command_entry::groups() const {
  std::vector<std::string> found;
  for (const auto& option : options) {
    const bool is_known = std::find(found.begin(), found.end(), option.group) != found.end();
    if (!is_known && option.group != common_group) found.push_back(option.group);
  }
  found.emplace_back(common_group);
  return found;
}

std::string command_entry::usage() const {
  std::string line = name;
  bool has_more = false;
  for (const auto& option : options) {
    if (option.is_positional) {
      line += option.is_required ? " " + option.spelling() : " [" + option.spelling() + "]";
    } else if (option.is_required) {
      line += " " + option.spelling();
    } else if (option.group != common_group) {
      has_more = true;
    }
  }
  return has_more ? line + " [OPTIONS]" : line;
}

command_entry command_table(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  command_entry entry;
  entry.name = parent == nullptr ? command.get_name() : parent->get_name() + " " + command.get_name();
  entry.what = command.get_description();
  entry.closing = command.get_footer();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    entry.options.push_back(entry_of(command, *option));
    if (option == command.get_help_ptr()) entry.options.back().group = common_group;
  }
  return entry;
}

program_entry program_table(const CLI::App& program) {
  program_entry entry{command_table(program), {}};
  for (const CLI::App* command : program.get_subcommands({}))
    entry.commands.push_back(command_table(*command));
  return entry;
}

}  // namespace sdkt::cli
