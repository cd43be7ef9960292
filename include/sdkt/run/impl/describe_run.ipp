// SPDX-License-Identifier: MIT
//
// Definitions of describe_run.hpp.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/run/describe_run.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string fingerprint_of(const std::vector<std::string>& texts) {
  fingerprint hash;
  for (const auto& text : texts) hash.add(text);
  return hash.hex();
}

SDKT_INLINE std::string fingerprint_of(const std::vector<sample>& samples) {
  fingerprint hash;
  for (const auto& image : samples) hash.add(image.path).add(std::to_string(image.label));
  return hash.hex();
}

SDKT_INLINE std::vector<std::string> own_rates(const trainer_options& options) {
  std::vector<std::string> rates;
  for (const auto& [task, rate] : options.learning_rate_of) rates.push_back(task + "=" + shortest(rate));
  return rates;
}

/// Names that a run sets itself, besides those of describe_options.
SDKT_INLINE bool is_name_of_run(const std::string& name) {
  static const std::set<std::string> names{"sdkt",
                                           "method",
                                           "trained_weights",
                                           "model_fingerprint",
                                           "merged_classes",
                                           "shared_classes",
                                           "tasks",
                                           "class_name_fingerprints",
                                           "prompt_fingerprints",
                                           "train_list_fingerprints",
                                           "test_list_fingerprints",
                                           "reference_images",
                                           "reference_fingerprint",
                                           "reference_skipped",
                                           "reference_texts",
                                           "reference_text_fingerprint",
                                           "distance_sample_fingerprint",
                                           "warnings"};
  static const setting_list options = [] {
    setting_list list;
    trainer_options all;
    all.repeatable = true;  // which is described only if it is set
    describe_options(all, list);
    return list;
  }();
  return names.contains(name) || options.find(name) != nullptr;
}

SDKT_INLINE void add_settings(const std::string& place, const setting_list& own, setting_list& settings) {
  for (const auto& [name, value] : own) {
    const bool is_taken = settings.find(name) != nullptr || is_name_of_run(name);
    settings.set(is_taken ? place + '.' + name : name, value);
  }
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE void describe_options(const trainer_options& options, setting_list& settings) {
  settings.set("steps", options.steps ? setting_value{*options.steps} : setting_value{});
  settings.set("min_steps", options.min_steps);
  settings.set("min_passes", options.min_passes);
  settings.set("max_passes", options.max_passes);
  settings.set("lr", options.learning_rate);
  settings.set("lr_of", detail::own_rates(options));
  settings.set("weight_decay", options.weight_decay);
  settings.set("warmup", options.warmup);
  settings.set("warmup_fraction", options.warmup_fraction);
  settings.set("label_smoothing", options.label_smoothing);
  settings.set("trains", name_of(options.trains));
  settings.set("max_gradient_norm", options.max_gradient_norm);
  settings.set("max_logit_scale", options.max_logit_scale);
  settings.set("batch_size", options.batch_size);
  settings.set("reference_batch_size", options.reference_batch_size);
  settings.set("micro_batch_size", options.micro_batch_size);
  settings.set("view", std::string{name_of(options.view)});
  settings.set("reference_view", std::string{name_of(options.reference_view.value_or(options.view))});
  settings.set("seed", static_cast<std::int64_t>(options.seed));
  settings.set("precision", std::string{name_of(options.precision)});
  settings.set("device", resolve_device(options.device).is_cuda() ? std::string{"cuda"} : std::string{"cpu"});
  if (options.repeatable) settings.set("repeatable", true);
  settings.set("threads", static_cast<std::int64_t>(options.threads));
  settings.set("evaluation_batch_size", evaluation_batch_of(options));
  settings.set("distance_images", options.distance_images);
  settings.set("union", std::string{name_of(options.class_union)});
  settings.set("save_predictions", options.save_predictions);
}

}  // namespace sdkt
