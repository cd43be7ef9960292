// SPDX-License-Identifier: MIT
//
// Every resolved setting of a run by name, with fingerprints of its inputs: the content of config.json.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/version.hpp>
#include <sdkt/classifier/cosine.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/run/list_overlaps.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt::detail {

std::string fingerprint_of(const std::vector<std::string>& texts);

std::string fingerprint_of(const std::vector<sample>& samples);

/// Adds a policy's settings. A name that the run or another policy has already gets the policy's place in front:
/// extensions[1].ewc_strength. So two extensions of the same type, or a user's policy with a name of the library's,
/// are told apart in config.json and by --resume.
void add_settings(const std::string& place, const setting_list& own, setting_list& settings);

}  // namespace sdkt::detail

namespace sdkt::run {

/// Adds the trainer's settings, with the value that is used if an option leaves the choice to the trainer.
void describe_options(const trainer_options& options, setting_list& settings);

/// Describes the composition and its training: policies, their settings, then the trainer's settings.
template <class Composition>
void describe_composition(const Composition& parts, const trainer_options& options, setting_list& settings) {
  settings.set("teacher", detail::policy_name(parts.teacher));
  settings.set("selection", detail::policy_name(parts.selection));
  settings.set("loss", detail::policy_name(parts.loss));
  std::vector<std::string> extensions;
  std::apply([&](const auto&... each) { (extensions.push_back(detail::policy_name(each)), ...); },
             parts.extensions);
  settings.set("extensions", extensions);
  const bool is_default_optimiser = compose::is_default(parts.optimiser);
  if (!is_default_optimiser) settings.set("optimiser", detail::policy_name(parts.optimiser));
  constexpr bool trains_weights = std::is_same_v<std::remove_cvref_t<decltype(parts.parameterisation)>, full>;
  if constexpr (!trains_weights)
    settings.set("parameterisation", detail::policy_name(parts.parameterisation));
  constexpr bool is_cosine = std::is_same_v<std::remove_cvref_t<decltype(parts.classifier)>, cosine>;
  if constexpr (!is_cosine) settings.set("classifier", detail::policy_name(parts.classifier));
  const auto describe = [&](const std::string& place, const auto& policy) {
    setting_list own;
    detail::describe_policy(policy, own);
    detail::add_settings(place, own, settings);
  };
  describe("teacher", parts.teacher);
  describe("selection", parts.selection);
  describe("loss", parts.loss);
  if constexpr (!trains_weights) describe("parameterisation", parts.parameterisation);
  if (!is_default_optimiser) describe("optimiser", parts.optimiser);
  if constexpr (!is_cosine) describe("classifier", parts.classifier);
  std::size_t number = 0;
  std::apply(
      [&](const auto&... each) { (describe("extensions[" + std::to_string(number++) + "]", each), ...); },
      parts.extensions);
  describe_options(options, settings);
}

/// Describes on which images tasks are evaluated, if it is not the test images of all: "evaluated_on" is "val",
/// or a list with "val" or "test" for each task.
template <class TaskType>
void describe_evaluated_part(const std::vector<TaskType>& tasks, setting_list& settings) {
  std::vector<std::string> parts;
  for (const auto& task : tasks) parts.emplace_back(detail::tests_on_validation(task) ? "val" : "test");
  const auto validated = std::count(parts.begin(), parts.end(), "val");
  if (validated == std::ssize(parts) && validated > 0) {
    settings.set("evaluated_on", std::string{"val"});
  } else if (validated > 0) {
    settings.set("evaluated_on", parts);
  }
}

/// Describes classes that tasks share and classes that were merged: as settings, if there
/// are any, and as warnings.
template <class TaskType>
void describe_classes(const std::vector<TaskType>& tasks, const evaluate::label_space& space,
                      run_record& record) {
  std::vector<std::string> merged;
  for (std::size_t position = 0; position < tasks.size(); ++position) {
    record.tasks[position].union_labels =
        space.has_shared() ? space.labels[position] : std::vector<std::int64_t>{};
    if constexpr (requires { std::vector<std::string>{tasks[position].merged_classes()}; }) {
      for (const std::string& one : tasks[position].merged_classes())
        merged.push_back(record.tasks[position].name + ": " + one);
    }
  }
  if (!merged.empty()) record.settings.set("merged_classes", merged);
  if (space.has_shared()) record.settings.set("shared_classes", space.shared);
  const auto warn = [&](std::string sentence) {
    if (!sentence.empty()) record.warnings.push_back(std::move(sentence));
  };
  warn(evaluate::sentence_of_shared(space));
  for (const auto& task : tasks) warn(sentence_of_overlaps(task));
}

/// A record with tasks and settings, and no measurements yet.
template <class Composition, class TaskType, class Reference>
run_record describe_run(const Composition& parts, const std::string& method, const trainer_options& options,
                        const std::vector<TaskType>& tasks, const Reference& reference,
                        const evaluate::evaluated_data& data) {
  run_record record;
  record.method = method;
  record.teacher_names = compose::names_of_teachers<decltype(parts.teacher)>();
  setting_list& settings = record.settings;
  settings.set("sdkt", std::string{version});
  settings.set("method", method);
  describe_composition(parts, options, settings);
  settings.set("trained_weights",
               parts.parameterisation.num_weights(parts.model.layout(),
                                                  options::slices_that_train(parts.model, options)));

  if constexpr (requires { parts.model.fingerprint(); }) {
    settings.set("model_fingerprint", std::string{parts.model.fingerprint()});
  }
  std::vector<std::string> names, class_hashes, prompt_hashes, train_hashes, test_hashes;
  for (const auto& task : tasks) {
    const auto num_train = static_cast<std::int64_t>(task.train().size());
    record.tasks.push_back({task.name(), task.class_names(), num_train,
                            static_cast<std::int64_t>(task.test().size()),
                            options::steps_of_task(options::batches_of(num_train, options), options)});
    names.push_back(task.name());
    class_hashes.push_back(detail::fingerprint_of(std::vector<std::string>{task.class_names()}));
    prompt_hashes.push_back(detail::fingerprint_of(std::vector<std::string>{task.prompts()}));
    train_hashes.push_back(detail::fingerprint_of(task.train()));
    test_hashes.push_back(detail::fingerprint_of(task.test()));
  }
  describe_classes(tasks, data.space, record);
  settings.set("tasks", names);
  describe_evaluated_part(tasks, settings);
  settings.set("class_name_fingerprints", class_hashes);
  settings.set("prompt_fingerprints", prompt_hashes);
  settings.set("train_list_fingerprints", train_hashes);
  settings.set("test_list_fingerprints", test_hashes);
  settings.set("reference_images", static_cast<std::int64_t>(reference.samples().size()));
  settings.set("reference_fingerprint", detail::fingerprint_of(reference.samples()));
  if (!data.reference.empty() && data.reference.size() < reference.samples().size())
    settings.set("distance_sample_fingerprint", detail::fingerprint_of(data.reference));
  if constexpr (requires { reference.skipped(); }) {
    if (!reference.skipped().empty()) settings.set("reference_skipped", reference.skipped());
  }
  if constexpr (Reference::has_texts) {
    settings.set("reference_texts", static_cast<std::int64_t>(reference.texts().size()));
    settings.set("reference_text_fingerprint",
                 detail::fingerprint_of(std::vector<std::string>{reference.texts()}));
  }
  return record;
}

}  // namespace sdkt::run

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/describe_run.ipp>
#endif
