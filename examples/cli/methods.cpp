// SPDX-License-Identifier: MIT
//
// The only translation unit of the program that instantiates trainers.

#include "methods.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "nearest.hpp"
#include <sdkt/presets.hpp>

namespace sdkt::cli {

namespace {

constexpr method_description methods[] = {
    {"snd", true, "Select and Distill: each reference image follows the teacher that its distance selects",
     "dual_teacher, distance_sigmoid, feature_distance", "arXiv 2403.09296"},
    {"snd-released", true,
     "Select and Distill as its released program computes it: the batch's mean selection",
     "dual_teacher, batch_mean{distance_sigmoid}, feature_distance", "arXiv 2403.09296, released code"},
    {"finetune", false, "continual fine-tuning: cross-entropy on the current task", "no_teacher",
     "arXiv 2403.09296, table 1"},
    {"g0-only", true, "the pre-trained model alone as teacher, weight 1",
     "pretrained_teacher, constant_selection, feature_distance", "arXiv 2403.09296, ablation"},
    {"gp-only", true, "the model after the previous task alone as teacher, weight 1",
     "previous_teacher, constant_selection, feature_distance", "arXiv 2403.09296, ablation"},
    {"gp-strong", true,
     "the model after the previous task alone, weight 9: what Select and Distill is held against",
     "previous_teacher, constant_selection, feature_distance", "the released strength without a selection"},
};

}  // namespace

std::span<const method_description> all_methods() { return methods; }

const method_description& find_method(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& method : methods) {
    if (method.name == name) return method;
    names.emplace_back(method.name);
  }
  throw setting_error{"--method",
                      "there is no method \"" + std::string{name} + "\"" + did_you_mean(name, names),
                      "`sdkt methods` lists them"};
}

run_result<clip::model> run_method(const run_settings& settings, const trainer_options& options,
                                   const clip::model& model, const task_list& tasks,
                                   const reference_set& reference, const setting_list& notes,
                                   const run_observer& observer) {
  presets::snd_options select;
  select.threshold = settings.threshold.value_or(select.threshold);
  select.scale = settings.scale.value_or(select.scale);
  select.previous_weight = settings.previous_weight.value_or(select.previous_weight);
  select.pretrained_weight = settings.pretrained_weight.value_or(select.pretrained_weight);

  const auto run = [&](auto trainer) {
    trainer.options = options;
    trainer.notes = notes;
    return trainer.run(tasks, reference, observer);
  };
  const std::string_view name = find_method(settings.method).name;
  if (name == "snd-released") return run(presets::snd_released(model, select));
  if (name == "finetune") return run(presets::finetune(model));
  if (name == "g0-only") return run(presets::g0_only(model, settings.pretrained_weight.value_or(1.0)));
  if (name == "gp-only") return run(presets::gp_only(model, settings.previous_weight.value_or(1.0)));
  if (name == "gp-strong") return run(presets::gp_strong(model, settings.previous_weight.value_or(9.0)));
  return run(presets::snd(model, select));
}

}  // namespace sdkt::cli
