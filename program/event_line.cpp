// SPDX-License-Identifier: MIT

#include "event_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>

#include "standard_output.hpp"
#include <sdkt/record/setting_text.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::cli {

namespace {

/// Prints an event. Returns whether this succeeded.
bool print_line(std::string_view name, const json_fields& fields) {
  json_fields all{{"event", detail::json_string(name)}};
  all.insert(all.end(), fields.begin(), fields.end());
  const std::string line = event_object(all) + "\n";
  return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
}

}  // namespace

std::string event_object(const json_fields& fields) {
  std::string text = "{";
  for (const auto& [name, value] : fields)
    text.append(text.size() > 1 ? ", " : "").append(detail::json_string(name)).append(": ").append(value);
  return text + "}";
}

std::string event_settings(const setting_list& settings) {
  json_fields fields;
  for (const auto& [name, value] : settings) fields.emplace_back(name, detail::setting_text(value));
  return event_object(fields);
}

void print_event(std::string_view name, const json_fields& fields) {
  if (print_line(name, fields)) return;
  throw_unprinted(errno, "an event", "free some space at its destination, and continue with --resume");
}

bool asks_for_events(const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), "--json") != words.end();
}

void print_stopped_event(std::string_view place, std::string_view resume, int signal) noexcept try {
  print_line("run_stopped", {{"message", detail::json_string(place)},
                             {"signal", std::to_string(signal)},
                             {"resume", detail::json_string(resume)}});
} catch (const std::exception&) {  // out of memory: the exit status still reports it
}

void print_error_event(std::string_view sentence, int status) noexcept try {
  print_line("error", {{"message", detail::json_string(sentence)}, {"status", std::to_string(status)}});
} catch (const std::exception&) {
}

}  // namespace sdkt::cli
