// SPDX-License-Identifier: MIT

#include "method_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "nearest.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/text/whole_number.hpp>

namespace sdkt::cli {

namespace {

template <class Number>
Number number_of(const std::string& name, const std::string& text, const char* kind) {
  Number value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool is_good = problem == std::errc{} && end == text.data() + text.size();
  if constexpr (std::is_floating_point_v<Number>) is_good = is_good && std::isfinite(value);
  if (is_good) return value;
  if constexpr (std::is_integral_v<Number>) {
    if (const auto whole = sdkt::detail::whole_number_of(text)) return *whole;  // 3.0, 1e3
  }
  throw setting_error{"--set " + name, "\"" + text + "\" is not a " + kind, "write it like " + name + "=1"};
}

}  // namespace

method_values::method_values(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == word.size()) {
      throw setting_error{"--set", "\"" + word + "\" is not of the form KEY=VALUE",
                          "`sdkt methods NAME` lists the keys"};
    }
    const std::string name = word.substr(0, equals);
    if (!values_.emplace(name, word.substr(equals + 1)).second)
      throw setting_error{"--set", name + " is set twice", "set it once"};
  }
}

void method_values::set(const std::string& name, double value) {
  if (!values_.emplace(name, sdkt::detail::number_text(value)).second)
    throw setting_error{"--set", name + " is set twice", "set it once"};
}

const std::string* method_values::text_of(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

const std::string* method_values::find(const std::string& name) const {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
  return text_of(name);
}

void method_values::read(const std::string& name, double& value) const {
  if (const auto* text = find(name)) value = number_of<double>(name, *text, "finite number");
}

void method_values::read(const std::string& name, std::int64_t& value) const {
  if (const auto* text = find(name)) value = number_of<std::int64_t>(name, *text, "whole number");
}

void method_values::read(const std::string& name, std::optional<double>& value) const {
  if (const auto* text = find(name)) value = number_of<double>(name, *text, "finite number");
}

std::optional<std::size_t> method_values::read(const std::string& name,
                                               const std::vector<std::string>& choices) const {
  const auto* text = find(name);
  if (text == nullptr) return std::nullopt;
  const auto chosen = std::find(choices.begin(), choices.end(), *text);
  if (chosen != choices.end()) return static_cast<std::size_t>(chosen - choices.begin());
  std::string listed;
  for (const auto& choice : choices) listed += (listed.empty() ? "" : ", ") + choice;
  throw setting_error{"--set " + name, "\"" + *text + "\" is not a valid value", "use one of " + listed};
}

void method_values::expect_all_read(std::string_view method) const {
  for (const auto& [name, text] : values_) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string listed;
    for (const auto& known : known_) listed += (listed.empty() ? "" : ", ") + known;
    throw setting_error{"--method " + std::string{method},
                        "it has no setting " + name + did_you_mean(name, known_),
                        listed.empty() ? "it has no settings of its own" : "its settings are " + listed};
  }
}

}  // namespace sdkt::cli
