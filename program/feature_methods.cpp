// SPDX-License-Identifier: MIT
//
// Select and Distill and the methods it is compared with: distances of image features.

#include "make_method.hpp"

namespace sdkt::cli {

namespace {

presets::snd_options selection_of(const method_values& values) {
  presets::snd_options select;
  values.read("threshold", select.threshold);
  values.read("scale", select.scale);
  values.read("previous_weight", select.previous_weight);
  values.read("pretrained_weight", select.pretrained_weight);
  return select;
}

}  // namespace

std::vector<method> feature_methods() {
  using enum reference_kind;
  std::vector<method> methods;
  methods.push_back(make_method<images>(
      "snd",
      "Select and Distill: for each reference image, the distance between the teachers selects which one to "
      "follow",
      "arXiv 2403.09296",
      [](const auto& model, const auto& values) { return presets::snd(model, selection_of(values)); }));
  methods.push_back(make_method<images>(
      "snd-released", "Select and Distill as in its released code: the selection is averaged over the batch",
      "arXiv 2403.09296, released code", [](const auto& model, const auto& values) {
        return presets::snd_released(model, selection_of(values));
      }));
  methods.push_back(make_method<none>(
      "finetune", "continual fine-tuning: cross-entropy on the current task", "arXiv 2403.09296, table 1",
      [](const auto& model, const auto&) { return presets::finetune(model); }));
  methods.push_back(
      make_method<images>("g0-only", "the pre-trained model alone as teacher, weight 1",
                          "arXiv 2403.09296, ablation", [](const auto& model, const auto& values) {
                            return presets::g0_only(model, values.value_or("pretrained_weight", 1.0));
                          }));
  methods.push_back(
      make_method<images>("gp-only", "the model after the previous task alone as teacher, weight 1",
                          "arXiv 2403.09296, ablation", [](const auto& model, const auto& values) {
                            return presets::gp_only(model, values.value_or("previous_weight", 1.0));
                          }));
  methods.push_back(make_method<images>(
      "gp-strong",
      "the model after the previous task alone as teacher, weight 9: the baseline of Select and Distill",
      "strength of the released code, without a selection", [](const auto& model, const auto& values) {
        return presets::gp_strong(model, values.value_or("previous_weight", 9.0));
      }));
  methods.push_back(
      make_method<images>("gp-20", "the model after the previous task alone as teacher, weight 20",
                          "ours: the pull of stronger methods without the rest of them",
                          [](const auto& model, const auto& values) {
                            return presets::gp_20(model, values.value_or("previous_weight", 20.0));
                          }));
  methods.push_back(make_method<images>(
      "zaf-like", "the model is kept close to its own moving average, which is what is evaluated",
      "NeurIPS 2024, structure only: the paper uses BLIP with LoRA",
      [](const auto& model, const auto& values) {
        return presets::zaf_like(model, values.value_or("moving_average_decay", 0.85),
                                 values.value_or("selection_weight", 1.0));
      }));
  return methods;
}

}  // namespace sdkt::cli
