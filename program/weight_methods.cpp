// SPDX-License-Identifier: MIT
//
// Methods that work on weights alone.

#include "make_method.hpp"

namespace sdkt::cli {

std::vector<method> weight_methods() {
  using enum reference_kind;
  std::vector<method> methods;
  methods.push_back(make_method<none>(
      "wise-ft", "after each task, 0.8 of the new weights plus 0.2 of the weights before it",
      "arXiv 2109.01903", [](const auto& model, const auto& values) {
        interpolate towards;
        values.read("interpolate_alpha", towards.alpha);
        if (const auto place = values.read("interpolate_towards", {"previous", "pretrained"})) {
          towards.towards = *place == 0 ? interpolation_target::previous : interpolation_target::pretrained;
        }
        return presets::wise_ft(model, towards);
      }));
  methods.push_back(
      make_method<none>("ewc", "elastic weight consolidation: a penalty on changes of important weights",
                        "arXiv 1612.00796", [](const auto& model, const auto& values) {
                          sdkt::ewc penalty;
                          values.read("ewc_strength", penalty.strength);
                          values.read("ewc_batch_size", penalty.batch_size);
                          return presets::ewc(model, penalty);
                        }));
  methods.push_back(make_method<none>("online-ewc", "EWC with one centre and a running Fisher",
                                      "arXiv 1805.06370", [](const auto& model, const auto& values) {
                                        sdkt::online_ewc penalty;
                                        values.read("online_ewc_strength", penalty.strength);
                                        values.read("online_ewc_keep", penalty.keep);
                                        values.read("online_ewc_add", penalty.add);
                                        values.read("online_ewc_batch_size", penalty.batch_size);
                                        return presets::online_ewc(model, penalty);
                                      }));
  methods.push_back(make_method<none>("magmax", "for each weight, the largest change of all tasks",
                                      "arXiv 2407.06322", [](const auto& model, const auto& values) {
                                        sdkt::magmax rule;
                                        values.read("magmax_scale", rule.scale);
                                        return presets::magmax(model, rule);
                                      }));
  methods.push_back(make_method<none>(
      "ties", "changes are trimmed, a sign is elected for each weight, and changes of this sign are averaged",
      "arXiv 2306.01708, as implemented in MagMax's code", [](const auto& model, const auto& values) {
        sdkt::ties rule;
        values.read("ties_keep", rule.keep);
        values.read("ties_scale", rule.scale);
        return presets::ties(model, rule);
      }));
  methods.push_back(make_method<none>("task-arithmetic", "the mean of all tasks' changes",
                                      "arXiv 2212.04089, as implemented in MagMax's code",
                                      [](const auto& model, const auto& values) {
                                        sdkt::task_arithmetic rule;
                                        values.read("task_arithmetic_scale", rule.scale);
                                        return presets::task_arithmetic(model, rule);
                                      }));
  methods.push_back(make_method<none>(
      "opcm", "of each task's changes, those that are orthogonal to the merge of the earlier tasks",
      "NeurIPS 2025, as in its code", [](const auto& model, const auto& values) {
        sdkt::opcm rule;
        values.read("opcm_energy", rule.energy);
        return presets::opcm(model, rule);
      }));
  return methods;
}

}  // namespace sdkt::cli
