// SPDX-License-Identifier: MIT
//
// Methods that preserve similarities of images and texts, or relations between images.

#include "make_method.hpp"

namespace sdkt::cli {

namespace {

double weight_of(const method_values& values) { return values.value_or("selection_weight", 1.0); }

running_mean average_of(const method_values& values, running_mean average = {}) {
  values.read("running_mean_every", average.every);
  values.read("running_mean_first", average.first);
  return average;
}

l2_to_start pull_of(const method_values& values) {
  l2_to_start pull;
  values.read("l2_to_start_strength", pull.strength);
  return pull;
}

}  // namespace

std::vector<method> divergence_methods() {
  using enum reference_kind;
  std::vector<method> methods;
  methods.push_back(make_method<own_stream>(
      "lwf", "Learning without Forgetting: the previous model's class probabilities on the task's own images",
      "arXiv 1606.09282, as implemented in ZSCL's code",
      [](const auto& model, const auto& values) { return presets::lwf(model, weight_of(values)); }));
  methods.push_back(make_method<own_stream>("lwf-vr", "LwF over 1,000 sentences of random words",
                                            "arXiv 2207.09248, as implemented in ZSCL's code",
                                            [](const auto& model, const auto& values) {
                                              random_sentences sentences;
                                              values.read("num_sentences", sentences.count);
                                              values.read("sentence_length", sentences.length);
                                              return presets::lwf_vr(model, weight_of(values), sentences);
                                            }));
  methods.push_back(make_method<from_extension>(
      "icarl", "the previous model's class probabilities on a memory of herded exemplars",
      "arXiv 1611.07725, as implemented in ZSCL's code", [](const auto& model, const auto& values) {
        exemplar_memory memory;
        values.read("exemplar_memory_capacity", memory.capacity);
        values.read("exemplar_memory_herd_from", memory.herd_from);
        return presets::icarl(model, weight_of(values), memory);
      }));
  methods.push_back(make_method<texts>(
      "zscl",
      "the pre-trained model's similarities of unlabelled images and captions, with L2 and a running mean "
      "of the weights",
      "arXiv 2303.06628", [](const auto& model, const auto& values) {
        return presets::zscl(model, weight_of(values), pull_of(values), average_of(values));
      }));
  methods.push_back(make_method<texts>(
      "zscl-star", "ZSCL without the L2 term", "arXiv 2303.06628", [](const auto& model, const auto& values) {
        return presets::zscl_star(model, weight_of(values), average_of(values));
      }));
  methods.push_back(make_method<texts>(
      "zscl-snd", "ZSCL in the training protocol of Select and Distill",
      "playground code of the first author of arXiv 2403.09296", [](const auto& model, const auto& values) {
        return presets::zscl_snd(model, weight_of(values), pull_of(values),
                                 average_of(values, {.every = 100, .first = 100}));
      }));
  methods.push_back(
      make_method<own_images>("mod-x", "the previous model's in-batch similarities, where they were right",
                              "arXiv 2305.07437", [](const auto& model, const auto& values) {
                                rectified select;
                                values.read("rectified_strength", select.strength);
                                return presets::mod_x(model, select);
                              }));
  methods.push_back(make_method<own_images>(
      "dkr",
      "Mod-X that also corrects what both models get wrong; temperature, scale and mean are our choice",
      "AAAI 2024, no code found", [](const auto& model, const auto& values) {
        rectified select{.strength = 1.0, .keeps_both_wrong = true};
        values.read("rectified_strength", select.strength);
        return presets::dkr(model, select);
      }));
  methods.push_back(make_method<pairs>(
      "gift",
      "the previous model's similarities of given pairs, a hard target, and a Fisher information per step",
      "CVPR 2025, with given pairs in place of a generator", [](const auto& model, const auto& values) {
        pair_divergence loss;
        instant_fisher fisher;
        values.read("identity_weight", loss.identity_weight);
        values.read("instant_fisher_strength", fisher.strength);
        return presets::gift(model, loss, fisher);
      }));
  methods.push_back(make_method<images>(
      "relation", "the previous model's distances and angles between unlabelled images",
      "arXiv 1904.05068, with the weights of FARA's first term", [](const auto& model, const auto& values) {
        relation_distance loss;
        values.read("relation_distance_weight", loss.distance_weight);
        values.read("relation_angle_weight", loss.angle_weight);
        return presets::relation(model, values.value_or("selection_weight", 100.0), loss);
      }));
  return methods;
}

}  // namespace sdkt::cli
