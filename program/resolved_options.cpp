// SPDX-License-Identifier: MIT
//
// Converts options of the command line to settings of the trainer and of a method.

#include <optional>
#include <string>

#include "given_settings.hpp"
#include "inputs.hpp"
#include <sdkt/options/options.hpp>

namespace sdkt::cli {

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
    options.learning_rate = chosen.mini_learning_rate;
    options.view = image_view::eval;
    options.reference_view.reset();
    options.batch_size = 32;
    options.reference_batch_size = 64;
    // The 100 warm-up steps are a tenth of the protocol that has them.
    if (options.warmup > 0) options.warmup_fraction = 0.1;
    options.warmup = 0;
  }
  const given_settings& given = settings.training;
  given.put_into(options);
  // If a bound of the length is named, the length follows from the bounds.
  if (!given.of(&trainer_options::steps) &&
      (given.of(&trainer_options::min_steps) || given.of(&trainer_options::min_passes) ||
       given.of(&trainer_options::max_passes)))
    options.steps.reset();
  if (given.of(&trainer_options::warmup)) options.warmup_fraction = 0;
  options.precision = precision_of(settings.precision);
  if (settings.device == "cpu") options.device = compute_device::cpu;
  if (settings.device == "cuda") options.device = compute_device::cuda;
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
