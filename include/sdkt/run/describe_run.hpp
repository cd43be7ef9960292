// SPDX-License-Identifier: MIT
//
// Every resolved setting of a run by name, with fingerprints of what it reads: the content of config.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/version.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/run/list_overlaps.hpp>

namespace sdkt {

namespace detail {

inline std::string fingerprint_of(const std::vector<std::string>& texts) {
  fingerprint hash;
  for (const auto& text : texts) hash.add(text);
  return hash.hex();
}

inline std::string fingerprint_of(const std::vector<sample>& samples) {
  fingerprint hash;
  for (const auto& image : samples) hash.add(image.path).add(std::to_string(image.label));
  return hash.hex();
}

/// TASK=RATE of every task that has a learning rate of its own.
inline std::vector<std::string> own_rates(const trainer_options& options) {
  std::vector<std::string> rates;
  for (const auto& [task, rate] : options.learning_rate_of) rates.push_back(task + "=" + shortest(rate));
  return rates;
}

}  // namespace detail

inline void describe_options(const trainer_options& options, setting_list& settings) {
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

/// What a composition is made of and how it trains: policies, their settings, then the trainer's.
template <class Composition>
void describe_composition(const Composition& parts, const trainer_options& options, setting_list& settings) {
  settings.set("teacher", policy_name(parts.teacher));
  settings.set("selection", policy_name(parts.selection));
  settings.set("loss", policy_name(parts.loss));
  std::vector<std::string> extensions;
  std::apply([&](const auto&... each) { (extensions.push_back(policy_name(each)), ...); }, parts.extensions);
  settings.set("extensions", extensions);
  describe_policy(parts.teacher, settings);
  describe_policy(parts.selection, settings);
  describe_policy(parts.loss, settings);
  std::apply([&](const auto&... each) { (describe_policy(each, settings), ...); }, parts.extensions);
  describe_options(options, settings);
}

/// What tasks have in common and list twice, in settings that are there only if there is something to say,
/// and as warnings.
template <class TaskType>
void describe_classes(const std::vector<TaskType>& tasks, const label_space& space, run_record& record) {
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
  warn(sentence_of_shared(space));
  for (const auto& task : tasks) warn(sentence_of_overlaps(task));
}

/// A record with tasks and settings filled in and nothing measured yet.
template <class Composition, class TaskType, class Reference>
run_record describe_run(const Composition& parts, const std::string& method, const trainer_options& options,
                        const std::vector<TaskType>& tasks, const Reference& reference,
                        const evaluated_data& data) {
  run_record record;
  record.method = method;
  record.teacher_names = names_of_teachers<decltype(parts.teacher)>();
  setting_list& settings = record.settings;
  settings.set("sdkt", std::string{version});
  settings.set("method", method);
  describe_composition(parts, options, settings);
  settings.set("trained_weights", slices_that_train(parts.model, options).num_weights());

  if constexpr (requires { parts.model.fingerprint(); }) {
    settings.set("model_fingerprint", std::string{parts.model.fingerprint()});
  }
  std::vector<std::string> names, class_hashes, prompt_hashes, train_hashes, test_hashes;
  for (const auto& task : tasks) {
    const auto num_train = static_cast<std::int64_t>(task.train().size());
    record.tasks.push_back({task.name(), task.class_names(), num_train,
                            static_cast<std::int64_t>(task.test().size()),
                            steps_of_task(batches_of(num_train, options), options)});
    names.push_back(task.name());
    class_hashes.push_back(detail::fingerprint_of(std::vector<std::string>{task.class_names()}));
    prompt_hashes.push_back(detail::fingerprint_of(std::vector<std::string>{task.prompts()}));
    train_hashes.push_back(detail::fingerprint_of(task.train()));
    test_hashes.push_back(detail::fingerprint_of(task.test()));
  }
  describe_classes(tasks, data.space, record);
  settings.set("tasks", names);
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

}  // namespace sdkt
