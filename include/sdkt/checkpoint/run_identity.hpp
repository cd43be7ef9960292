// SPDX-License-Identifier: MIT
//
// What makes two runs the same one: only such a run may go on from a checkpoint.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include <sdkt/base/settings.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/weights/safetensors.hpp>

namespace sdkt {

namespace detail {

/// What a fingerprint is of, in the words of a sentence about it.
inline std::string fingerprinted(const std::string& setting) {
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

}  // namespace detail

/// Every setting of a described run that decides what comes out of it, with lists a task told apart.
///
/// A user's policy that does not describe itself is known by its name only; images by their paths and labels.
inline run_identity identity_of(const run_record& record) {
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

/// Whether a file is a checkpoint of the run that a record is of.
inline bool is_checkpoint_of(const std::filesystem::path& path, const run_record& record) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return false;
  std::map<std::string, std::string> wanted;
  for (const auto& [name, value] : identity_of(record)) wanted[name] = value;
  const safetensors_file file{path};
  bool has_one = false;
  for (const auto& [key, value] : file.metadata()) {
    if (!key.starts_with("run/")) continue;
    const auto found = wanted.find(key.substr(4));
    if (found == wanted.end() || found->second != value) return false;
    has_one = true;
  }
  return has_one;
}

}  // namespace sdkt
