// SPDX-License-Identifier: MIT
//
// What a classifier has learnt, as a file beside the model that gave the features.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/classifier.hpp>
#include <sdkt/evaluate/label_space.hpp>

namespace sdkt {

/// The state of a classifier, and the classes that it belongs to.
///
///     const auto saved = sdkt::read_classifier("out/model");
///     sdkt::ridge_head head;
///     if (saved) saved->restore(head);
struct learnt_classifier {
  std::string kind;                  ///< the name of the policy
  std::vector<std::string> prompts;  ///< of the learnt classes, by number
  std::map<std::string, at::Tensor> tensors;
  std::map<std::string, double> numbers;

  /// Sets a classifier to this state, with every setting that it persists.
  ///
  /// Errors: setting_error for a classifier of another kind; format_error for a state that it does not have.
  template <Classifier C>
  void restore(C& classifier) const {
    const std::string own = detail::policy_name(classifier);
    if (kind != own) {
      throw setting_error{"classifier.safetensors",
                          "it holds a classifier of the kind " + detail::shown_text(kind) + ", not " + own,
                          "use the program that wrote it, or remove the file to evaluate without it"};
    }
    archive wanted = archive::storing();
    C{classifier}.persist(wanted);
    for (const auto& [name, number] : wanted.numbers()) {
      if (numbers.count(name) > 0) continue;
      throw format_error{"classifier.safetensors", "it lacks the number " + name + " of " + own,
                         "use the version of the program that wrote it"};
    }
    archive state = archive::restoring(tensors, numbers);
    classifier.persist(state);
  }

  /// Writes classifier.safetensors into a folder.
  ///
  /// Errors: file_error if it cannot be written.
  void save(const std::filesystem::path& folder) const;
};

/// The classifier saved in a model's folder, if there is one.
///
/// Errors: file_error and format_error for a file that cannot be read, is of another format, or is damaged.
[[nodiscard]] std::optional<learnt_classifier> read_classifier(const std::filesystem::path& folder);

namespace evaluate {

/// The state of a classifier after it has learnt the classes with these prompts.
template <Classifier C>
learnt_classifier learnt_by(const C& classifier, std::vector<std::string> prompts) {
  archive state = archive::storing();
  C{classifier}.persist(state);
  learnt_classifier learnt{detail::policy_name(classifier), std::move(prompts), {}, state.numbers()};
  for (const auto& [name, values] : state.tensors())
    learnt.tensors[name] = values.defined() ? values.to(at::kCPU) : values;
  return learnt;
}

/// For each prompt, the number of its class among learnt ones, or -1. As in label_space, two prompts are of one class
/// if the model reads them as the same tokens.
template <Backbone Model>
std::vector<std::int64_t> classes_among(const Model& model, const std::vector<std::string>& learnt,
                                        const std::vector<std::string>& prompts) {
  std::map<std::string, std::int64_t> numbers;
  if (!learnt.empty()) {
    for (const std::string& key : detail::prompt_keys(model, learnt)) numbers.emplace(key, numbers.size());
  }
  std::vector<std::int64_t> classes;
  for (const std::string& key : detail::prompt_keys(model, prompts)) {
    const auto found = numbers.find(key);
    classes.push_back(found == numbers.end() ? -1 : found->second);
  }
  return classes;
}

}  // namespace evaluate

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/learnt_classifier.ipp>
#endif
