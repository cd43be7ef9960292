// SPDX-License-Identifier: MIT

#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "inputs.hpp"
#include "methods.hpp"
#include "other_commands.hpp"
#include <sdkt/base/number_text.hpp>

namespace sdkt::cli {

namespace {

std::string text_of(const setting_value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) return sdkt::detail::number_text(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::string joined;
    for (const auto& each : *list) joined += (joined.empty() ? "" : ", ") + each;
    return joined;
  }
  return "-";
}

std::string composition_of(const setting_list& settings) {
  std::string joined = text_of(*settings.find("teacher"));
  if (joined != "no_teacher") {
    for (const char* part : {"selection", "loss"}) joined += ", " + text_of(*settings.find(part));
  }
  const std::string extensions = text_of(*settings.find("extensions"));
  return extensions.empty() ? joined : joined + ", " + extensions;
}

void print_line(const char* name, const std::string& text) {
  std::printf("  %-22s %s\n", name, text.c_str());
}

void print_heading(const method& one, const setting_list& settings) {
  std::printf("%s: %s\n", std::string{one.name}.c_str(), std::string{one.what}.c_str());
  print_line("composition", composition_of(settings));
  print_line("reference", std::string{words_of(one.reference)});
  print_line("source", std::string{one.source});
}

}  // namespace

void methods_command(const std::string& name) {
  if (!name.empty()) {
    const method& one = find_method(name);
    const setting_list settings = one.describe({});
    print_heading(one, settings);
    std::printf("settings, as published:\n");
    for (const auto& [key, value] : settings) {
      const bool is_policy = key == "teacher" || key == "selection" || key == "loss" || key == "extensions";
      if (!is_policy) print_line(key.c_str(), text_of(value));
    }
    return;
  }
  for (const auto& one : all_methods()) print_heading(one, one.describe({}));
  std::printf("\n`sdkt methods NAME` prints the settings of one method.\n");
}

}  // namespace sdkt::cli
