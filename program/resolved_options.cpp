// SPDX-License-Identifier: MIT
//
// Converts options of the command line to settings of the trainer and of a method.

#include <charconv>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::cli {

namespace {

std::map<std::string, double> rates_by_task(const std::vector<std::string>& words) {
  std::map<std::string, double> rates;
  for (const std::string& word : words) {
    const std::size_t equals = word.rfind('=');  // a task's name may contain "="
    double rate = 0;
    const char* end = word.data() + word.size();
    if (equals == 0 || equals == std::string::npos ||
        std::from_chars(word.data() + equals + 1, end, rate).ptr != end || equals + 1 == word.size()) {
      throw setting_error{"--lr-of", "\"" + word + "\" is not of the form TASK=RATE",
                          "write it like flags=5e-5"};
    }
    const std::string task = word.substr(0, equals);
    if (!rates.emplace(task, rate).second)
      throw setting_error{"--lr-of", "the rate of " + task + " is given twice", "give it once"};
  }
  return rates;
}

}  // namespace

precision precision_of(const std::string& name) {
  for (const precision each : {precision::tf32, precision::bf16})
    if (name == name_of(each)) return each;
  return precision::fp32;
}

class_union class_union_of(const run_settings& settings) {
  return settings.class_union == "concatenated" ? class_union::concatenated : class_union::joined;
}

trainer_options resolved_options(const run_settings& settings, const method& chosen) {
  trainer_options options = chosen.protocol();
  if (is_mini(settings)) {
    options.steps = 60;
    options.learning_rate = 3e-4;
    options.view = image_view::eval;
    options.reference_view.reset();
    options.batch_size = 32;
    options.reference_batch_size = 64;
    // The 100 warm-up steps are a tenth of the protocol that has them.
    if (options.warmup > 0) options.warmup_fraction = 0.1;
    options.warmup = 0;
  }
  const auto take = [](auto& option, const auto& given) {
    if (given) option = *given;
  };
  if (settings.steps) options.steps = settings.steps;
  // If a bound of the length is named, the length follows from the bounds.
  if (!settings.steps && (settings.min_steps || settings.min_passes || settings.max_passes))
    options.steps.reset();
  take(options.min_steps, settings.min_steps);
  take(options.min_passes, settings.min_passes);
  take(options.max_passes, settings.max_passes);
  take(options.learning_rate, settings.learning_rate);
  options.learning_rate_of = rates_by_task(settings.rates);
  take(options.weight_decay, settings.weight_decay);
  take(options.warmup, settings.warmup);
  if (settings.warmup) options.warmup_fraction = 0;
  take(options.label_smoothing, settings.label_smoothing);
  take(options.max_gradient_norm, settings.max_gradient_norm);
  if (settings.trains == "image") options.trains = trained_part::image_tower;
  if (settings.trains == "text") options.trains = trained_part::text_tower;
  if (settings.trains == "both") options.trains = trained_part::both_towers;
  if (settings.trains == "all") options.trains = trained_part::everything;
  take(options.batch_size, settings.batch_size);
  take(options.reference_batch_size, settings.reference_batch_size);
  take(options.micro_batch_size, settings.micro_batch_size);
  const auto view_of = [](const std::string& name) {
    return name == "train" ? image_view::train : image_view::eval;
  };
  if (settings.view) options.view = view_of(*settings.view);
  if (settings.reference_view) options.reference_view = view_of(*settings.reference_view);
  options.precision = precision_of(settings.precision);
  if (settings.device == "cpu") options.device = compute_device::cpu;
  if (settings.device == "cuda") options.device = compute_device::cuda;
  take(options.distance_images, settings.distance_images);
  options.class_union = class_union_of(settings);
  options.threads = settings.threads;
  if (settings.image_memory) options.image_store_bytes = *settings.image_memory * 1'000'000;
  options.step_graph = settings.step_graph;
  options.repeatable = settings.repeatable;
  options.seed = settings.seed;
  options.save_predictions = settings.save_predictions;
  return options;
}

method_values named_values(const run_settings& settings) {
  method_values values{settings.values};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) values.set(name, *value);
  };
  add("threshold", settings.threshold);
  add("scale", settings.scale);
  add("previous_weight", settings.previous_weight);
  add("pretrained_weight", settings.pretrained_weight);
  return values;
}

}  // namespace sdkt::cli
