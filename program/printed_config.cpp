// SPDX-License-Identifier: MIT

#include "printed_config.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <variant>

#include "given_options.hpp"
#include "given_settings.hpp"
#include "inputs.hpp"
#include "toml_text.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/version.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/options/described_settings.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::cli {

namespace {

/// Settings of methods that have their own option.
constexpr std::array<std::string_view, 4> own_options = {"threshold", "scale", "previous_weight",
                                                         "pretrained_weight"};

std::string option_name(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string printed_value(const setting_value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) return detail::number_text(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

/// Writes the method's own settings, each with its value.
void put_method(toml_text& file, const run_settings& settings, const method& chosen) {
  const method_values values = named_values(settings);
  const setting_list described = chosen.describe(values);
  std::vector<std::string> others;
  file.put("method", std::string{chosen.name});
  for (const std::string& name : values.known()) {
    const setting_value* value = described.find(name);
    const std::string* given = values.text_of(name);
    const std::string text = value != nullptr   ? printed_value(*value)
                             : given != nullptr ? *given
                                                : std::string{};
    if (text.empty()) continue;
    if (std::find(own_options.begin(), own_options.end(), name) == own_options.end()) {
      others.push_back(name + "=" + text);
    } else if (value != nullptr && std::holds_alternative<double>(*value)) {
      file.put(option_name(name), std::get<double>(*value));
    } else {
      file.put(option_name(name), text);
    }
  }
  file.put_if("set", others);
}

void put_training(toml_text& file, const trainer_options& options) {
  trainer_options resolved = options;
  resolved.reference_view = options.reference_view.value_or(options.view);
  for (const options::setting_row* row : training_settings()) {
    const std::string name = row->option_name();
    const setting_value value = options::value_of(*row, resolved);
    if (row == &options::setting_row_of(&trainer_options::warmup) && options.warmup_fraction > 0) {
      file.comment("warmup: " + detail::number_text(options.warmup_fraction) +
                   " of the steps of a task, set by the method");
    } else if (row == &options::setting_row_of(&trainer_options::max_processes) &&
               resolved.max_processes == 1) {
      continue;  // --processes may set it
    } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      file.put(name, *whole);
    } else if (const auto* number = std::get_if<double>(&value)) {
      file.put(name, *number);
    } else if (const auto* choice = std::get_if<std::string>(&value)) {
      if (word_of(*row, *choice).empty()) continue;  // what only a method can set
      file.put(name, word_of(*row, *choice));
    } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      file.put_if(name, *texts);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      file.put_if(name, *flag);
    }
  }
  file.put("union", std::string{name_of(options.class_union)});
}

void put_seeds(toml_text& file, const std::vector<std::uint64_t>& seeds) {
  // TOML's integers end at 2^63 - 1; a larger seed is written as a string, which is accepted too.
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (seeds.size() == 1 && seeds.front() <= largest) {
    file.put("seed", static_cast<std::int64_t>(seeds.front()));
    return;
  }
  std::vector<std::string> texts;
  for (const std::uint64_t seed : seeds) texts.push_back(std::to_string(seed));
  if (texts.size() == 1) return file.put("seed", texts.front());
  file.put("seed", texts);
}

}  // namespace

std::string printed_config(const run_settings& settings, const std::vector<const method*>& methods) {
  toml_text file;
  file.comment("sdkt " + std::string{version} + ": sdkt run --config FILE" +
               (settings.out.empty() ? " --out DIR" : ""));
  const auto put_given = [&](const char* name, const auto& value) { file.put_if(name, value); };
  visit_data(settings, put_given);
  file.space();
  if (methods.size() == 1) {
    put_method(file, settings, *methods.front());
    file.space();
    put_training(file, resolved_options(settings, *methods.front()));
  } else {
    visit_method(settings, put_given);
    file.space();
    file.comment("Settings that are not listed have the defaults of each method: sdkt methods METHOD");
    visit_training(settings, put_given);
  }
  put_seeds(file, settings.seeds);
  file.space();
  const trainer_options options = resolved_options(settings, *methods.front());
  file.put("precision", settings.precision);
  file.put("device", std::string{device::resolve_device(options.device).is_cuda() ? "cuda" : "cpu"});
  if (settings.threads > 0) file.put("threads", static_cast<std::int64_t>(settings.threads));
  if (settings.processes > 1) file.put("processes", static_cast<std::int64_t>(settings.processes));
  file.put("image-memory", options.image_store_bytes / 1'000'000);
  file.put_if("step-graph", settings.step_graph);
  file.put_if("repeatable", settings.repeatable);
  file.space();
  file.put_if("out", settings.out);
  file.put_if("resume", settings.resume);
  file.put("checkpoint-seconds", settings.checkpoint_seconds);
  file.put_if("save-predictions", settings.save_predictions);
  file.put_if("tensorboard", settings.tensorboard);
  file.put_if("json", settings.json);
  file.put_if("quiet", settings.quiet);
  return file.text();
}

}  // namespace sdkt::cli
