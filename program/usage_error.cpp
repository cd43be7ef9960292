// SPDX-License-Identifier: MIT

#include "usage_error.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "nearest.hpp"
#include "shell_text.hpp"

namespace sdkt::cli {

namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

}  // namespace

std::string usage_error(const CLI::App& program, const CLI::ParseError& problem,
                        const std::vector<std::string>& words) {
  const CLI::App* command = &program;
  for (const CLI::App* each : program.get_subcommands()) command = each;
  if (command == &program && !words.empty() && !words.front().starts_with("-")) {
    return "there is no command " + words.front() + did_you_mean(words.front(), option_names(program)) +
           "; see sdkt --help";
  }
  std::string line = problem.what();
  for (char& letter : line) {
    if (letter == '\n') letter = ' ';
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr) {
    const std::vector<std::string> known = option_names(*command);
    for (const std::string& word : words) {
      const std::string name = word.substr(0, word.find('='));
      const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
      if (name.starts_with("--") && !is_known) {
        line = "there is no option " + name + did_you_mean(name, known);
        break;
      }
    }
  }
  return line + "; see sdkt " + (command == &program ? "" : command->get_name() + " ") + "--help";
}

std::string resuming(const std::vector<std::string>& given) {
  std::string line = "sdkt";
  std::vector<std::string> words = given;
  if (std::find(words.begin(), words.end(), "--resume") == words.end()) words.emplace_back("--resume");
  for (const std::string& word : words) line += " " + shell_word(word);
  return line;
}

}  // namespace sdkt::cli
