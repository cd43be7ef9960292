// SPDX-License-Identifier: MIT
//
// Definitions of run_identity.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/weights/safetensors.hpp>

namespace sdkt::detail {

/// The words for a fingerprint setting in messages.
SDKT_INLINE std::string fingerprinted(const std::string& setting) {
  static const std::map<std::string, std::string> words{
      {"sdkt", "the version of sdkt"},
      {"model_fingerprint", "the model (fingerprint)"},
      {"class_name_fingerprints", "the class names (fingerprint) of task "},
      {"prompt_fingerprints", "the prompts (fingerprint) of task "},
      {"train_list_fingerprints", "the training images (fingerprint) of task "},
      {"test_list_fingerprints", "the test images (fingerprint) of task "},
      {"reference_fingerprint", "the reference images (fingerprint)"},
      {"reference_text_fingerprint", "the reference texts (fingerprint)"}};
  const auto found = words.find(setting);
  return found == words.end() ? setting : found->second;
}

}  // namespace sdkt::detail

namespace sdkt::checkpoints {

SDKT_INLINE run_identity identity_of(const run_record& record) {
  run_identity identity;
  for (const auto& [setting, value] : record.settings) {
    const std::string name = detail::fingerprinted(setting);
    const auto* const list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr || name.back() != ' ') {
      identity.emplace_back(name, detail::setting_text(value));
      continue;
    }
    for (std::size_t task = 0; task < list->size(); ++task) {
      identity.emplace_back(name + record.tasks[task].name, detail::setting_text((*list)[task]));
    }
  }
  return identity;
}

SDKT_INLINE std::string identity_fingerprint(const run_identity& identity) {
  detail::fingerprint hash;
  for (const auto& [name, value] : identity) hash.add(name).add(value);
  return hash.hex();
}

SDKT_INLINE bool is_checkpoint_of(const std::filesystem::path& path, const run_record& record) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return false;
  std::map<std::string, std::string> wanted;
  for (const auto& [name, value] : identity_of(record)) wanted[name] = value;
  const weights::safetensors_file file{path};
  bool has_one = false;
  for (const auto& [key, value] : file.metadata()) {
    if (!key.starts_with("run/")) continue;
    const auto found = wanted.find(key.substr(4));
    if (found == wanted.end() || found->second != value) return false;
    has_one = true;
  }
  return has_one;
}

}  // namespace sdkt::checkpoints
