// SPDX-License-Identifier: MIT

#include "config_file.hpp"

#include <algorithm>
#include <cstddef>

#include <toml++/toml.h>

#include <sdkt/detail/file.hpp>
#include <sdkt/error.hpp>
#include <sdkt/train/csv.hpp>

namespace sdkt::cli {

namespace {

std::string place(const std::string& path, const toml::source_region& region) {
  return path + ", line " + std::to_string(region.begin.line) + ", column " +
         std::to_string(region.begin.column);
}

std::string word_of(const std::string& path, const toml::node& node, const std::string& name) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return detail::shortest(number->get());
  throw format_error{place(path, node.source()), "the value of " + name + " is neither text nor number",
                     "write a text in quotes, a number, true, or an array of them"};
}

std::vector<std::string> options_of(const std::string& path, const std::vector<std::string>& given) {
  const std::string text = sdkt::detail::read_text_file(path, 1'000'000);
  toml::table table;
  try {
    table = toml::parse(text, path);
  } catch (const toml::parse_error& problem) {
    throw format_error{place(path, problem.source()), "not TOML: " + std::string{problem.description()},
                       "correct it"};
  }
  std::vector<std::string> words;
  for (const auto& [key, node] : table) {
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
