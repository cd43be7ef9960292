// SPDX-License-Identifier: MIT

#include "config_file.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <toml++/toml.h>

#include "nearest.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/text/text_place.hpp>

namespace sdkt::cli {

namespace {

constexpr std::string_view option_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

std::string place(const std::string& path, const toml::source_region& region) {
  return path + ", line " + std::to_string(region.begin.line) + ", column " +
         std::to_string(region.begin.column);
}

/// The place after the string that begins at `at`, or the end of the line if the line breaks off the string.
std::size_t end_of_text(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  const std::string mark(toml.substr(at, 3) == std::string(3, quote) ? 3 : 1, quote);
  for (at += mark.size(); at < toml.size() && toml.substr(at, mark.size()) != mark; ++at) {
    if (toml[at] == '\n' && mark.size() == 1) return at;
    if (toml[at] == '\\' && quote == '"') ++at;
  }
  at += mark.size();
  // Up to two quotes before the closing mark of a multi-line string belong to the string.
  for (int more = 0; more < 2 && mark.size() == 3 && at < toml.size() && toml[at] == quote; ++more) ++at;
  return std::min(at, toml.size());
}

/// Options need no tables, and toml++ 3.3 destroys tables by recursion, as deep as a name has dots. So toml++
/// is called only if no line has more dots outside of strings than numbers need.
void expect_flat(const std::string& path, std::string_view toml) {
  constexpr std::size_t most_dots = 100;
  std::size_t dots = 0;
  for (std::size_t at = 0; at < toml.size();) {
    const char letter = toml[at];
    if (letter == '#') at = std::min(toml.find('\n', at), toml.size());
    if (letter == '"' || letter == '\'') at = end_of_text(toml, at);
    if (letter == '#' || letter == '"' || letter == '\'') continue;
    dots = letter == '\n' ? 0 : dots + (letter == '.' ? 1 : 0);
    if (letter == '{' || dots > most_dots) {
      throw format_error{path + ", " + sdkt::detail::text_place(toml, at),
                         "a table where options are expected",
                         "write NAME = VALUE, and split long arrays over several lines"};
    }
    ++at;
  }
}

std::string word_of(const std::string& path, const toml::node& node, const std::string& name) {
  if (const auto* text = node.as_string()) {
    if (!detail::has_control(text->get())) return text->get();
    throw format_error{place(path, node.source()), "the value of " + name + " contains a control character",
                       "remove it"};
  }
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return detail::number_text(number->get());
  throw format_error{place(path, node.source()), "the value of " + name + " is neither a string nor a number",
                     "write a quoted string, a number, true, or an array of these"};
}

/// Options of the command line only: they are not settings of a run.
constexpr std::array<std::string_view, 3> not_in_files = {"--config", "--help", "--print-config"};

/// The option with this name.
///
/// Errors: format_error with the nearest name if there is none.
const option_entry& option_of(const std::string& path, const toml::key& key, const command_entry& command) {
  const std::string where = place(path, key.source());
  if (key.str().empty() || key.str().find_first_not_of(option_letters) != std::string_view::npos) {
    throw format_error{where, "no option is called \"" + detail::shown_text(key.str()) + "\"",
                       "write it as on the command line, without the leading dashes"};
  }
  const std::string name = "--" + std::string{key.str()};
  std::vector<std::string> known;
  for (const auto& option : command.options) {
    const std::string& each = option.names.back();
    if (std::find(not_in_files.begin(), not_in_files.end(), each) != not_in_files.end()) continue;
    if (each == name) return option;
    known.push_back(each);
  }
  throw format_error{where, "there is no option " + detail::shown_text(name) + did_you_mean(name, known),
                     "see " + command.name + " --help"};
}

/// NAME=VALUE is one word, so that no value is mistaken for an option; an empty value
/// cannot be written in this form.
void add_word(std::vector<std::string>& words, const std::string& name, const std::string& value) {
  if (!value.empty()) {
    words.push_back(name + "=" + value);
    return;
  }
  words.push_back(name);
  words.push_back(value);
}

/// The options of a file as words of a command line.
///
/// Memory: at most 128 times the file, which is limited to 1 MB.
std::vector<std::string> options_of(const std::string& path, const std::vector<std::string>& given,
                                    const command_entry& command) {
  const std::string text = sdkt::detail::read_small_file(path, 1'000'000);
  sdkt::detail::expect_utf8(text, [&] { return sdkt::detail::shown_text(path); });
  expect_flat(path, text);
  toml::table table;
  try {
    table = toml::parse(text, path);
  } catch (const toml::parse_error& problem) {
    throw format_error{place(path, problem.source()),
                       "not valid TOML: " + detail::shown_text(problem.description()), "correct it"};
  }
  std::vector<std::string> words;
  for (const auto& [key, value] : table) {
    const toml::node& node = value;  // in clang 14 no lambda can capture a structured binding
    const option_entry& option = option_of(path, key, command);
    const std::string& name = option.names.back();
    const auto is_given = [&](const std::string& word) {
      return word == name || word.starts_with(name + "=");
    };
    if (std::any_of(given.begin(), given.end(), is_given)) continue;
    const bool is_flag = option.argument.empty();
    const auto* flag = node.as_boolean();
    const auto* list = node.as_array();
    const auto refuse = [&](const std::string& what, const std::string& remedy) {
      throw format_error{place(path, node.source()), name + " " + what, remedy};
    };
    if (is_flag && flag == nullptr) {
      const std::string shown = list == nullptr ? ", not " + word_of(path, node, name) : "";
      refuse("must be true or false" + shown, "write one of the two");
    }
    if (!is_flag && flag != nullptr)
      refuse("takes " + option.argument + ", not true or false", "write that, or remove the line");
    if (list != nullptr && !option.is_repeated) refuse("takes one value, not an array", "write one value");
    if (list != nullptr && list->empty()) refuse("is an empty array", "remove the line");
    if (flag != nullptr) {
      if (flag->get()) words.push_back(name);
    } else if (list != nullptr) {
      for (const auto& entry : *list) add_word(words, name, word_of(path, entry, name));
    } else {
      add_word(words, name, word_of(path, node, name));
    }
  }
  return words;
}

}  // namespace

std::vector<std::string> with_config_file(const std::vector<std::string>& words,
                                          const command_entry& command) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::string path;
    if (words[at] == "--config" && at + 1 < words.size()) path = words[at + 1];
    if (words[at].starts_with("--config=")) path = words[at].substr(9);
    if (path.empty()) continue;
    const std::vector<std::string> options = options_of(path, words, command);
    std::vector<std::string> result{words.front()};
    result.insert(result.end(), options.begin(), options.end());
    result.insert(result.end(), words.begin() + 1, words.end());
    return result;
  }
  return words;
}

}  // namespace sdkt::cli
