// SPDX-License-Identifier: MIT

#include "event_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <variant>

#include <sdkt/detail/json_text.hpp>
#include <sdkt/detail/shown_text.hpp>
#include <sdkt/error.hpp>
#include <sdkt/train/setting_text.hpp>

namespace sdkt::cli {

namespace {

std::string whole_utf8(std::string_view text) {
  std::string whole;
  while (!text.empty()) {
    const std::size_t length = detail::utf8_length(text);
    if (length == 0) {
      whole += "\xEF\xBF\xBD";
    } else {
      whole += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return whole;
}

std::string setting_as_event(const setting_value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return event_text(*text);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::vector<std::string> texts;
    for (const auto& each : *list) texts.push_back(event_text(each));
    return detail::json_array(texts);
  }
  return detail::setting_text(value);
}

/// Returns whether it could be printed.
bool print_line(std::string_view name, const json_fields& fields) {
  json_fields all{{"event", event_text(name)}};
  all.insert(all.end(), fields.begin(), fields.end());
  const std::string line = event_object(all) + "\n";
  return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
}

}  // namespace

std::string event_text(std::string_view text) { return detail::json_string(whole_utf8(text)); }

std::string event_object(const json_fields& fields) {
  std::string text = "{";
  for (const auto& [name, value] : fields)
    text.append(text.size() > 1 ? ", " : "").append(event_text(name)).append(": ").append(value);
  return text + "}";
}

std::string event_settings(const setting_list& settings) {
  json_fields fields;
  for (const auto& [name, value] : settings) fields.emplace_back(name, setting_as_event(value));
  return event_object(fields);
}

void print_event(std::string_view name, const json_fields& fields) {
  if (print_line(name, fields)) return;
  throw file_error{"standard output", std::string{"an event cannot be written: "} + std::strerror(errno),
                   "make room where it goes, and continue with --resume"};
}

bool asks_for_events(const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), "--json") != words.end();
}

void print_stopped_event(std::string_view place, std::string_view resume, int signal) noexcept try {
  print_line(
      "run_stopped",
      {{"message", event_text(place)}, {"signal", std::to_string(signal)}, {"resume", event_text(resume)}});
} catch (const std::exception&) {  // out of memory: the exit status still says it
}

void print_error_event(std::string_view sentence, int status) noexcept try {
  print_line("error", {{"message", event_text(sentence)}, {"status", std::to_string(status)}});
} catch (const std::exception&) {
}

}  // namespace sdkt::cli
