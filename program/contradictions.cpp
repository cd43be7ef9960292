// SPDX-License-Identifier: MIT

#include "contradictions.hpp"

#include <cstdint>
#include <optional>
#include <variant>

#include "inputs.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/record/csv.hpp>

namespace sdkt::cli {

namespace {

using answer = contradiction_rule::answer;

// --- the length of a task

std::string beside_steps(const known_run& run, bool is_named) {
  if (!run.named(&trainer_options::steps) || !is_named) return {};
  return "--steps " + std::to_string(*run.named(&trainer_options::steps)) +
         " sets the exact length of a task, so it has no effect";
}

std::string min_steps_beside_steps(const known_run& run) {
  return beside_steps(run, run.means(&trainer_options::min_steps));
}

std::string min_passes_beside_steps(const known_run& run) {
  return beside_steps(run, run.means(&trainer_options::min_passes));
}

std::string max_passes_beside_steps(const known_run& run) {
  return beside_steps(run, run.means(&trainer_options::max_passes));
}

std::string min_passes_above_max(const known_run& run) {
  const trainer_options& options = run.options;
  const bool is_asked_for = run.means(&trainer_options::min_passes);
  if (options.steps || !is_asked_for || options.min_passes <= options.max_passes) return {};
  return "the minimum of " + std::to_string(options.min_passes) + " passes is above the maximum of " +
         std::to_string(options.max_passes);
}

std::string no_length(const known_run& run) {
  const trainer_options& options = run.options;
  const bool is_named = run.named(&trainer_options::min_steps) || run.named(&trainer_options::min_passes);
  if (options.steps || !is_named || options.min_steps > 0 || options.min_passes > 0) return {};
  return "with a minimum of 0 steps and of 0 passes, nothing sets the length of a task";
}

std::string nothing_learns(const known_run& run) {
  const bool is_still = run.named(&trainer_options::learning_rate) &&
                        *run.named(&trainer_options::learning_rate) == 0 &&
                        run.named(&trainer_options::learning_rate_of).empty();
  return is_still ? "at a learning rate of 0 no weight changes, whatever the number of steps" : "";
}

std::string untrained(const known_run& run) {
  const bool is_named = run.means(&trainer_options::steps) || run.means(&trainer_options::min_steps) ||
                        run.means(&trainer_options::min_passes) || run.means(&trainer_options::max_passes) ||
                        run.means(&trainer_options::learning_rate);
  if (!is_named || run.options.trains != trained_part::nothing) return {};
  return "the method " + std::string{run.chosen.name} +
         " trains no weights, so numbers of steps and learning rates have no effect";
}

// --- batches

std::string micro_batch_of_all(const known_run& run) {
  const trainer_options& options = run.options;
  const bool has_reference =
      run.chosen.reference != reference_kind::none && run.chosen.reference != reference_kind::own_images;
  const std::int64_t images =
      options.batch_size + (has_reference ? options.reference_batch_size : std::int64_t{0});
  if (!run.named(&trainer_options::micro_batch_size) || options.micro_batch_size < images) return {};
  return std::to_string(options.micro_batch_size) + " is not less than the " + std::to_string(images) +
         " images per step, so a step is not split";
}

// --- options that a method does not use

bool reads_places(reference_kind kind) {
  using enum reference_kind;
  return kind == none || kind == images || kind == texts || kind == pairs;
}

std::string unread(const known_run& run, bool is_named) {
  if (!is_named) return {};
  return "the method " + std::string{run.chosen.name} + " uses " +
         (run.chosen.reference == reference_kind::none ? "no reference"
                                                       : std::string{words_of(run.chosen.reference)}) +
         ", so it has no effect";
}

std::string unread_reference(const known_run& run) {
  return unread(run, !run.given.reference.empty() && !reads_places(run.chosen.reference));
}

std::string unread_reference_size(const known_run& run) {
  return unread(run, run.given.reference_size && !reads_places(run.chosen.reference));
}

std::string unread_texts(const known_run& run) {
  return unread(run, !run.given.reference_texts.empty() && run.chosen.reference != reference_kind::texts);
}

bool draws_reference(reference_kind kind) {
  return kind != reference_kind::none && kind != reference_kind::own_images;
}

std::string unread_reference_batch(const known_run& run) {
  return unread(run,
                run.means(&trainer_options::reference_batch_size) && !draws_reference(run.chosen.reference));
}

std::string unread_reference_view(const known_run& run) {
  const auto word = [](image_view view) { return std::string{view == image_view::train ? "train" : "eval"}; };
  const std::string usual = word(run.usual.reference_view.value_or(run.usual.view));
  return unread(run, run.means(run.named(&trainer_options::reference_view), usual) &&
                         !draws_reference(run.chosen.reference));
}

std::string nothing_to_draw_from(const known_run& run) {
  const bool has_pool = !run.given.reference.empty() || is_mini(run.given);
  if (!run.given.reference_size || has_pool || run.chosen.reference != reference_kind::none) return {};
  return "no images are given to draw from";
}

std::string frozen_features(const known_run& run) {
  const setting_value* loss = run.composition.find("loss");
  const auto is_loss = [&](const char* name) {
    return loss != nullptr && std::holds_alternative<std::string>(*loss) &&
           std::get<std::string>(*loss) == name;
  };
  const bool is_of_images = is_loss("feature_distance") || is_loss("relation_distance");
  const bool is_still = run.options.trains == trained_part::text_tower;
  if (!run.named(&trainer_options::trains) || !is_still || !is_of_images ||
      !draws_reference(run.chosen.reference))
    return {};
  return "the method " + std::string{run.chosen.name} +
         " preserves image features, which --trains text does not change, so it has no effect";
}

// --- the selection

std::optional<double> number_in(const setting_list& settings, const char* name) {
  const setting_value* value = settings.find(name);
  if (value == nullptr || !std::holds_alternative<double>(*value)) return std::nullopt;
  return std::get<double>(*value);
}

std::string flat_selection(const known_run& run) {
  const bool is_named = run.given.threshold && run.given.scale;
  if (!is_named || number_in(run.composition, "scale") != 0.0) return {};
  return "with --scale 0 the selection is 1/2 for every image, whatever the threshold";
}

std::string no_strength(const known_run& run) {
  const bool is_named = run.given.previous_weight || run.given.pretrained_weight;
  const bool is_nothing = number_in(run.composition, "previous_weight").value_or(1) == 0 &&
                          number_in(run.composition, "pretrained_weight").value_or(1) == 0;
  return is_named && is_nothing ? "with both at 0 no teacher has an effect, and the run equals finetune" : "";
}

// --- data and folders

std::string roots_of_nothing(const known_run& run) {
  const bool is_named = !run.given.data_root.empty() && is_mini(run.given) && run.given.reference.empty();
  return is_named ? "the embedded benchmark brings its own images, so it has no effect" : "";
}

std::string nothing_to_hold_out(const known_run& run) {
  const bool is_unused = run.given.val_fraction && run.given.evaluate_on != "val";
  return is_unused ? "images are held out only for --evaluate-on val" : "";
}

std::string one_order(const known_run& run) {
  const bool is_alone = run.given.order == "all" && run.given.tasks.size() == 1 && !is_mini(run.given);
  return is_alone ? "one task has only one order, so order_0 is the only run" : "";
}

}  // namespace

const std::vector<contradiction_rule>& rules_of_settings() {
  static const std::vector<contradiction_rule> rules = {
      {"--min-steps", "--steps", answer::refused_on_command_line, min_steps_beside_steps,
       "leave one of them out"},
      {"--min-passes", "--steps", answer::refused_on_command_line, min_passes_beside_steps,
       "leave one of them out"},
      {"--max-passes", "--steps", answer::refused_on_command_line, max_passes_beside_steps,
       "leave one of them out"},
      {"--min-passes", "--max-passes", answer::refused, min_passes_above_max,
       "raise --max-passes or lower --min-passes"},
      {"--min-steps", "--min-passes", answer::refused, no_length,
       "give --steps, or set one of the two to 1 or more"},
      {"--lr", "--steps", answer::said, nothing_learns, "give a rate above 0"},
      {"--steps", "--method", answer::said_if_of_all, untrained, "leave them out"},
      {"--micro-batch-size", "--batch-size", answer::said, micro_batch_of_all,
       "give a smaller value to save memory"},
      {"--threshold", "--scale", answer::refused, flat_selection,
       "leave --threshold out, or give another --scale"},
      {"--previous-weight", "--pretrained-weight", answer::said, no_strength,
       "set one of them above 0, or use --method finetune"},
      {"--reference", "--method", answer::said_if_of_all, unread_reference, "leave it out"},
      {"--reference-size", "--method", answer::said_if_of_all, unread_reference_size, "leave it out"},
      {"--reference-texts", "--method", answer::said_if_of_all, unread_texts, "leave it out"},
      {"--reference-batch-size", "--method", answer::said_if_of_all, unread_reference_batch, "leave it out"},
      {"--reference-view", "--method", answer::said_if_of_all, unread_reference_view, "leave it out"},
      {"--reference-size", "--reference", answer::said_if_of_all, nothing_to_draw_from,
       "give images with --reference, or leave it out"},
      {"--method", "--trains", answer::said, frozen_features,
       "train the image tower too, or use --method finetune"},
      {"--data-root", "--tasks", answer::said, roots_of_nothing, "leave it out"},
      {"--val-fraction", "--evaluate-on", answer::refused, nothing_to_hold_out,
       "add --evaluate-on val, or leave it out"},
      {"--order", "--tasks", answer::said, one_order, "leave --order out"},
  };
  return rules;
}

std::vector<contradiction> contradictions(const std::vector<contradiction_rule>& rules,
                                          const run_settings& settings,
                                          const std::vector<const method*>& methods,
                                          const method_inputs* inputs) {
  run_settings unnamed;
  unnamed.tasks = settings.tasks;
  std::vector<known_run> runs;
  for (const method* each : methods) {
    const method_values values = named_values(settings);
    runs.push_back({settings, *each, resolved_options(settings, *each), resolved_options(unnamed, *each),
                    each->describe(values), values, inputs});
  }
  std::vector<contradiction> found;
  for (const contradiction_rule& rule : rules) {
    std::string what;
    std::size_t count = 0;
    for (const known_run& run : runs) {
      const std::string said = rule.what(run);
      if (what.empty() && !said.empty())
        what = (runs.size() > 1 ? "with the method " + std::string{run.chosen.name} + ", " : "") + said;
      count += said.empty() ? 0 : 1;
    }
    if (count == 0 || (rule.is == answer::said_if_of_all && count < runs.size())) continue;
    const bool is_refused =
        rule.is == answer::refused || (rule.is == answer::refused_on_command_line && settings.config.empty());
    found.push_back({rule.where, what, rule.remedy, is_refused});
  }
  return found;
}

std::vector<std::string> accepted(const std::vector<contradiction>& found) {
  std::vector<std::string> sentences;
  for (const contradiction& each : found) {
    if (each.is_refused) throw setting_error{each.where, each.what, each.remedy};
    sentences.push_back(each.sentence());
  }
  return sentences;
}

}  // namespace sdkt::cli
