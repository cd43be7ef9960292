// SPDX-License-Identifier: MIT
//
// Settings that contradict the tasks and the reference of a run.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>

#include "contradictions.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/options/schedule.hpp>

namespace sdkt::cli {

namespace {

using answer = contradiction_rule::answer;

std::int64_t num_train(const task& one) { return static_cast<std::int64_t>(one.train().size()); }

std::int64_t steps_in(const known_run& run, const task& one) {
  return options::steps_of_task(options::batches_of(num_train(one), run.options), run.options);
}

/// The sentence for the first task to which `what` applies, and the number of other
/// tasks to which it applies.
std::string of_tasks(const known_run& run, const std::function<std::string(const task&)>& what) {
  std::string text;
  std::size_t more = 0;
  for (const task& each : run.inputs->tasks) {
    const std::string said = what(each);
    if (!said.empty() && !text.empty()) ++more;
    if (text.empty() && !said.empty()) text = "task " + detail::shown_text(each.name()) + ": " + said;
  }
  return more == 0 ? text : text + " (also in " + std::to_string(more) + " more)";
}

// --- the length of a task

std::string min_steps_beyond_passes(const known_run& run) {
  if (run.options.steps || !run.means(&trainer_options::min_steps)) return {};
  return of_tasks(run, [&](const task& one) -> std::string {
    const std::int64_t steps = steps_in(run, one);
    if (steps >= run.options.min_steps) return {};
    return "--max-passes " + std::to_string(run.options.max_passes) + " gives only " + std::to_string(steps) +
           " steps with its " + std::to_string(num_train(one)) + " images";
  });
}

std::string longer_warmup(const known_run& run, bool is_named) {
  if (is_named != run.means(&trainer_options::warmup)) return {};
  return of_tasks(run, [&](const task& one) -> std::string {
    const std::int64_t steps = steps_in(run, one), warmup = options::warmup_steps(steps, run.options);
    if (warmup <= steps) return {};
    const double share = 100.0 * static_cast<double>(steps) / static_cast<double>(warmup);
    return std::to_string(warmup) + " warm-up steps exceed its " + std::to_string(steps) +
           " steps, so the rate only reaches " + detail::fixed_text(share, 1) + " % of --lr";
  });
}

std::string named_warmup(const known_run& run) { return longer_warmup(run, true); }
std::string usual_warmup(const known_run& run) { return longer_warmup(run, false); }

std::string replaced_rate(const known_run& run) {
  if (!run.means(&trainer_options::learning_rate) || run.inputs->tasks.size() == 0) return {};
  for (const task& each : run.inputs->tasks) {
    if (!run.options.learning_rate_of.contains(each.name())) return {};
  }
  return "--lr-of sets the rate of every task, so it has no effect";
}

// --- batches

std::string batch_of_all(const known_run& run) {
  if (!run.means(&trainer_options::batch_size)) return {};
  return of_tasks(run, [&](const task& one) -> std::string {
    if (num_train(one) >= run.options.batch_size) return {};
    return "it has fewer training images than a batch of " + std::to_string(run.options.batch_size) +
           ", so every batch is all " + std::to_string(num_train(one)) + " of them";
  });
}

std::string reference_batch_of_all(const known_run& run) {
  if (!run.means(&trainer_options::reference_batch_size)) return {};
  using enum reference_kind;
  const auto& inputs = *run.inputs;
  const bool has_pairs = run.chosen.reference == pairs;
  if (run.chosen.reference != images && run.chosen.reference != texts && !has_pairs) return {};
  const auto size =
      static_cast<std::int64_t>(has_pairs ? inputs.pairs.samples().size() : inputs.images.samples().size());
  if (size >= run.options.reference_batch_size) return {};
  return "the reference has fewer images than a batch of " +
         std::to_string(run.options.reference_batch_size) + ", so every batch is all " +
         std::to_string(size) + " of them";
}

// --- settings of methods, if they were given

std::optional<std::int64_t> whole_in(const known_run& run, const char* name) {
  const std::string* text = run.values.text_of(name);
  if (text == nullptr) return std::nullopt;
  std::int64_t value = 0;
  if (std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc{})
    return std::nullopt;
  return value;
}

std::string no_exemplars(const known_run& run) {
  const auto capacity = whole_in(run, "exemplar_memory_capacity");
  const auto earlier = static_cast<std::int64_t>(run.inputs->tasks.size()) - 1;
  if (!capacity || *capacity >= earlier) return {};
  return std::to_string(*capacity) + " exemplars are fewer than one for each of " + std::to_string(earlier) +
         " earlier tasks";
}

std::string exemplars_below_batch(const known_run& run) {
  const auto capacity = whole_in(run, "exemplar_memory_capacity");
  const std::int64_t batch = run.options.reference_batch_size;
  if (!capacity || *capacity >= batch || !no_exemplars(run).empty()) return {};
  return "there are at most " + std::to_string(*capacity) + " exemplars, so every batch of " +
         std::to_string(batch) + " is all of them";
}

std::string herds_from_few(const known_run& run) {
  const auto herd_from = whole_in(run, "exemplar_memory_herd_from");
  const auto capacity = whole_in(run, "exemplar_memory_capacity");
  const auto tasks = static_cast<std::int64_t>(run.inputs->tasks.size());
  if (!herd_from || !capacity || tasks == 0 || *herd_from >= *capacity / tasks) return {};
  return "exemplars chosen from " + std::to_string(*herd_from) + " images per task never fill a memory of " +
         std::to_string(*capacity);
}

std::string mean_of_few(const known_run& run, const char* name) {
  const auto place = whole_in(run, name);
  if (!place) return {};
  return of_tasks(run, [&](const task& one) -> std::string {
    if (*place < steps_in(run, one)) return {};
    return "step " + std::to_string(*place) + " is beyond its " + std::to_string(steps_in(run, one)) +
           " steps, so the mean covers only its beginning and its end";
  });
}

std::string mean_every(const known_run& run) { return mean_of_few(run, "running_mean_every"); }
std::string mean_first(const known_run& run) { return mean_of_few(run, "running_mean_first"); }

}  // namespace

const std::vector<contradiction_rule>& rules_of_data() {
  static const std::vector<contradiction_rule> rules = {
      {"--min-steps", "--max-passes", answer::said, min_steps_beyond_passes,
       "raise --max-passes, or give --steps"},
      {"--warmup", "--steps", answer::refused, named_warmup,
       "give fewer warm-up steps, or more steps per task"},
      {"--method", "--steps", answer::said, usual_warmup, "give --warmup, or more steps per task"},
      {"--lr", "--lr-of", answer::said, replaced_rate, "leave one of them out"},
      {"--batch-size", "--tasks", answer::said, batch_of_all,
       "give a smaller --batch-size for batches of different images"},
      {"--reference-batch-size", "--reference", answer::said, reference_batch_of_all,
       "give more images, or a smaller batch"},
      {"exemplar_memory_capacity", "--tasks", answer::refused, no_exemplars,
       "raise it to at least one per earlier task"},
      {"exemplar_memory_capacity", "--reference-batch-size", answer::said, exemplars_below_batch,
       "raise it, or give a smaller batch"},
      {"exemplar_memory_herd_from", "exemplar_memory_capacity", answer::said, herds_from_few,
       "raise exemplar_memory_herd_from"},
      {"running_mean_every", "--steps", answer::said, mean_every, "lower it"},
      {"running_mean_first", "--steps", answer::said, mean_first, "lower it"},
  };
  return rules;
}

}  // namespace sdkt::cli
