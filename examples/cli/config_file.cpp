// SPDX-License-Identifier: MIT

#include "config_file.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <toml++/toml.h>

#include <sdkt/detail/file.hpp>
#include <sdkt/detail/shown_text.hpp>
#include <sdkt/detail/text_place.hpp>
#include <sdkt/error.hpp>
#include <sdkt/train/csv.hpp>

namespace sdkt::cli {

namespace {

constexpr std::string_view option_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

std::string place(const std::string& path, const toml::source_region& region) {
  return path + ", line " + std::to_string(region.begin.line) + ", column " +
         std::to_string(region.begin.column);
}

/// The place behind the text that begins at `at`, or that of the end of a line that breaks it off.
std::size_t end_of_text(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  const std::string mark(toml.substr(at, 3) == std::string(3, quote) ? 3 : 1, quote);
  for (at += mark.size(); at < toml.size() && toml.substr(at, mark.size()) != mark; ++at) {
    if (toml[at] == '\n' && mark.size() == 1) return at;
    if (toml[at] == '\\' && quote == '"') ++at;
  }
  at += mark.size();
  // Up to two quotes before the mark that ends a long text belong to the text.
  for (int more = 0; more < 2 && mark.size() == 3 && at < toml.size() && toml[at] == quote; ++more) ++at;
  return std::min(at, toml.size());
}

/// Options need no tables, and toml++ 3.3 takes tables down by recursion, as deep as a name has dots: it is
/// asked only where no line has more dots outside of texts than numbers have.
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
                         "write NAME = VALUE, long arrays over several lines"};
    }
    ++at;
  }
}

std::string word_of(const std::string& path, const toml::node& node, const std::string& name) {
  if (const auto* text = node.as_string()) {
    if (!detail::has_control(text->get())) return text->get();
    throw format_error{place(path, node.source()), "the value of " + name + " holds a control character",
                       "take it out"};
  }
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return detail::shortest(number->get());
  throw format_error{place(path, node.source()), "the value of " + name + " is neither text nor number",
                     "write a text in quotes, a number, true, or an array of them"};
}

/// Memory: at most 128 times the file, which has at most 1 MB.
std::vector<std::string> options_of(const std::string& path, const std::vector<std::string>& given) {
  const std::string text = sdkt::detail::read_text_file(path, 1'000'000);
  expect_flat(path, text);
  toml::table table;
  try {
    table = toml::parse(text, path);
  } catch (const toml::parse_error& problem) {
    throw format_error{place(path, problem.source()),
                       "not TOML: " + detail::shown_text(problem.description()), "correct it"};
  }
  std::vector<std::string> words;
  for (const auto& [key, node] : table) {
    if (key.str().empty() || key.str().find_first_not_of(option_letters) != std::string_view::npos) {
      throw format_error{place(path, key.source()),
                         "no option is called \"" + detail::shown_text(key.str()) + "\"",
                         "write it as on the command line, without the dashes before it"};
    }
    const std::string name = "--" + std::string{key.str()};
    const auto is_given = [&](const std::string& word) {
      return word == name || word.starts_with(name + "=");
    };
    if (std::any_of(given.begin(), given.end(), is_given)) continue;
    if (const auto* flag = node.as_boolean()) {
      if (flag->get()) words.push_back(name);
    } else if (const auto* list = node.as_array()) {
      words.push_back(name);
      for (const auto& entry : *list) words.push_back(word_of(path, entry, name));
    } else {
      words.push_back(name);
      words.push_back(word_of(path, node, name));
    }
  }
  return words;
}

}  // namespace

std::vector<std::string> with_config_file(const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::string path;
    if (words[at] == "--config" && at + 1 < words.size()) path = words[at + 1];
    if (words[at].starts_with("--config=")) path = words[at].substr(9);
    if (path.empty()) continue;
    const std::vector<std::string> options = options_of(path, words);
    std::vector<std::string> result{words.front()};
    result.insert(result.end(), options.begin(), options.end());
    result.insert(result.end(), words.begin() + 1, words.end());
    return result;
  }
  return words;
}

}  // namespace sdkt::cli
