// SPDX-License-Identifier: MIT

#include "repeating.hpp"

#include <cstdint>
#include <optional>
#include <type_traits>

#include "given_options.hpp"
#include "shell_text.hpp"
#include <sdkt/text/json_text.hpp>

namespace sdkt::cli {

namespace {

/// Adds options to a command line, except empty ones.
class command_line {
 public:
  void operator()(const char* option, bool is_given) {
    if (is_given) put_name(option);
  }
  void operator()(const char* option, const std::string& given) {
    if (!given.empty()) put(option, given);
  }
  void operator()(const char* option, const std::vector<std::string>& given) {
    if (given.empty()) return;
    put_name(option);
    for (const auto& each : given) line_ += " " + shell_word(each);
  }
  template <class Value>
  void operator()(const char* option, const std::optional<Value>& given) {
    if (given) put(option, text_of(*given));
  }

  std::string text() const { return line_; }

 private:
  template <class Value>
  static std::string text_of(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      return value;
    } else if constexpr (std::is_same_v<Value, double>) {
      return sdkt::detail::json_number(value);
    } else {
      return std::to_string(value);
    }
  }
  void put_name(const char* option) { line_.append(" --").append(option); }
  void put(const char* option, const std::string& value) {
    put_name(option);
    line_ += " " + shell_word(value);
  }

  std::string line_ = "sdkt run";
};

}  // namespace

std::string repeating_command(const run_settings& settings) {
  command_line line;
  const auto add = [&](const char* option, const auto& given) { line(option, given); };
  visit_data(settings, add);
  visit_method(settings, add);
  visit_training(settings, add);
  add("precision", settings.precision);
  add("device", settings.device);
  if (settings.threads > 0) add("threads", std::optional<int>{settings.threads});
  add("image-memory", settings.image_memory);
  add("seed", std::optional<std::uint64_t>{settings.seed});
  add("step-graph", settings.step_graph);
  add("repeatable", settings.repeatable);
  add("save-predictions", settings.save_predictions);
  return line.text() + " --out DIR";
}

}  // namespace sdkt::cli
