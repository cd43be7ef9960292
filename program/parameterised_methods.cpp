// SPDX-License-Identifier: MIT
//
// Methods that train something else than the weights themselves.

#include "make_method.hpp"

namespace sdkt::cli {

namespace {

low_rank low_rank_of(const method_values& values, low_rank parameters = {}) {
  values.read("low_rank_rank", parameters.rank);
  values.read("low_rank_alpha", parameters.alpha);
  return parameters;
}

}  // namespace

std::vector<method> parameterised_methods() {
  using enum reference_kind;
  std::vector<method> methods;
  methods.push_back(make_method<none>(
      "lora", "LoRA: low-rank updates of the attention matrices, merged after each task", "arXiv 2106.09685",
      [](const auto& model, const auto& values) { return presets::lora(model, low_rank_of(values)); }));
  methods.push_back(make_method<images>("snd-lora", "Select and Distill on low-rank updates",
                                        "arXiv 2403.09296 on arXiv 2106.09685",
                                        [](const auto& model, const auto& values) {
                                          presets::snd_options select;
                                          values.read("threshold", select.threshold);
                                          values.read("scale", select.scale);
                                          values.read("previous_weight", select.previous_weight);
                                          values.read("pretrained_weight", select.pretrained_weight);
                                          return presets::snd_lora(model, select, low_rank_of(values));
                                        }));
  methods.push_back(make_method<none>("nusa-cl", "updates in the directions that the matrices use least",
                                      "NuSA-CL, from secondary sources",
                                      [](const auto& model, const auto& values) {
                                        null_space parameters;
                                        values.read("null_space_rank", parameters.rank);
                                        values.read("null_space_energy", parameters.energy);
                                        return presets::nusa_cl(model, parameters);
                                      }));
  methods.push_back(make_method<none>("codyra", "low-rank updates whose gates choose the rank of each matrix",
                                      "arXiv 2412.01004", [](const auto& model, const auto& values) {
                                        gated_low_rank parameters;
                                        values.read("gated_low_rank_rank", parameters.rank);
                                        values.read("gated_low_rank_largest_threshold",
                                                    parameters.largest_threshold);
                                        values.read("gated_low_rank_thresholds", parameters.thresholds);
                                        return presets::codyra(model, parameters);
                                      }));
  methods.push_back(make_method<own_images>(
      "c-clip", "low-rank updates beside a contrast with the previous model's features; half of each is kept",
      "C-CLIP, ICLR 2025, from secondary sources", [](const auto& model, const auto& values) {
        interpolate merge{.alpha = 0.5};
        values.read("interpolate_alpha", merge.alpha);
        low_rank parameters = low_rank_of(values, {.alpha = 32});
        return presets::c_clip(model, {}, parameters, merge);
      }));
  methods.push_back(make_method<none>(
      "inflora", "low-rank updates whose input side is fixed outside earlier tasks' inputs",
      "arXiv 2404.00228", [](const auto& model, const auto& values) {
        fixed_factors<input_directions> parameters{.matrices = {.query = false, .out = false}};
        values.read("fixed_factors_rank", parameters.rank);
        values.read("input_directions_energy", parameters.directions.energy);
        values.read("input_directions_last_energy", parameters.directions.last_energy);
        return presets::inflora(model, parameters);
      }));
  methods.push_back(make_method<none>(
      "keeplora", "low-rank updates along the mean gradient, outside what the model and earlier tasks use",
      "arXiv 2601.19659", [](const auto& model, const auto& values) {
        fixed_factors<gradient_directions> parameters{.rank = 16};
        values.read("fixed_factors_rank", parameters.rank);
        values.read("gradient_directions_image_energy", parameters.directions.image_energy);
        values.read("gradient_directions_text_energy", parameters.directions.text_energy);
        values.read("gradient_directions_input_energy", parameters.directions.input_energy);
        return presets::keeplora(model, parameters);
      }));
  methods.push_back(make_method<pairs>(
      "gnsp",
      "the pre-trained model's similarities of given pairs, and from the second task on image MLPs in the null space "
      "of earlier inputs",
      "arXiv 2507.19839", [](const auto& model, const auto& values) {
        null_projected parameters;
        pair_divergence loss{.identity_weight = 0.75};
        values.read("null_projected_share", parameters.share);
        values.read("identity_weight", loss.identity_weight);
        return presets::gnsp(model, parameters, loss);
      }));
  methods.push_back(make_method<images>(
      "projected",
      "the model after the previous task as teacher, weight 20, and gradients at right angles to earlier "
      "tasks' inputs",
      "ours, after arXiv 2103.09762 and 2507.19839", [](const auto& model, const auto& values) {
        sdkt::projected parameters;
        values.read("projected_energy", parameters.energy);
        return presets::projected(model, parameters, values.value_or("previous_weight", 20.0));
      }));
  for (method& each : methods) {
    if (each.name != "projected" && each.name != "gnsp")
      each.mini_learning_rate = 3e-3;  // factors, which begin near 0
  }
  return methods;
}

}  // namespace sdkt::cli
