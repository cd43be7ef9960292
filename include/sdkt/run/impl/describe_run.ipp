// SPDX-License-Identifier: MIT
//
// Definitions of describe_run.hpp.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/options/described_settings.hpp>
#include <sdkt/options/options.hpp>
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

/// Names that a run sets itself, besides those of the trainer's settings.
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
  return names.contains(name) || options::is_setting_name(name);
}

SDKT_INLINE void add_settings(const std::string& place, const setting_list& own, setting_list& settings) {
  for (const auto& [name, value] : own) {
    const bool is_taken = settings.find(name) != nullptr || is_name_of_run(name);
    settings.set(is_taken ? place + '.' + name : name, value);
  }
}

}  // namespace sdkt::detail

namespace sdkt::run {

SDKT_INLINE void describe_options(const trainer_options& options, setting_list& settings) {
  trainer_options resolved = options;
  resolved.reference_view = options.reference_view.value_or(options.view);
  resolved.device =
      device::resolve_device(options.device).is_cuda() ? compute_device::cuda : compute_device::cpu;
  resolved.evaluation_batch_size = batch::evaluation_batch_of(options);
  options::describe_settings(resolved, settings);
}

}  // namespace sdkt::run
