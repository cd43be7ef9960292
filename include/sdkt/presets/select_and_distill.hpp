// SPDX-License-Identifier: MIT
//
// Select and Distill, its ablations and its baselines: the squared distance of unit image features on
// unlabelled images.
#pragma once

#include <utility>

#include <sdkt/presets/named.hpp>

namespace sdkt::presets {

/// The two pairs of constants of Select and Distill: those of eta as a function of the distance, and the
/// strengths of the two terms.
using snd_options = distance_sigmoid;

/// Continual fine-tuning: cross-entropy on the current task, nothing else.
///
/// Run with: tasks alone.
template <class Model>
[[nodiscard]] auto finetune(Model model) {
  return detail::named(trainer{std::move(model), no_teacher{}}, "finetune");
}

/// Select and Distill as described in the paper (arXiv 2403.09296).
///
/// Run with: unlabelled images.
template <class Model>
[[nodiscard]] auto snd(Model model, snd_options options = {}) {
  return detail::named(trainer{std::move(model), dual_teacher{}, options, feature_distance{}}, "snd");
}

/// Select and Distill as in its released program: mean selection times mean distance.
///
/// Run with: unlabelled images.
template <class Model>
[[nodiscard]] auto snd_released(Model model, snd_options options = {}) {
  return detail::named(trainer{std::move(model), dual_teacher{}, batch_mean{options}, feature_distance{}},
                       "snd-released");
}

/// Only the pre-trained teacher: the ablation "g0" of Select and Distill.
///
/// Run with: unlabelled images.
/// Differs: the authors' playground code has the weight 0.5 for one such trainer. Which one was published is
/// unknown.
template <class Model>
auto g0_only(Model model, double weight = 1.0) {
  return detail::named(
      trainer{std::move(model), pretrained_teacher{}, constant_selection{weight}, feature_distance{}},
      "g0-only");
}

/// Only the previous teacher: the ablation "gp" of Select and Distill.
///
/// Run with: unlabelled images.
template <class Model>
auto gp_only(Model model, double weight = 1.0) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{weight}, feature_distance{}},
      "gp-only");
}

/// Only the previous teacher, with the largest weight that it can have in Select and Distill: the plain
/// baseline with which Select and Distill should be compared.
///
/// Run with: unlabelled images.
template <class Model>
auto gp_strong(Model model, double weight = 9.0) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{weight}, feature_distance{}},
      "gp-strong");
}

/// Only the previous teacher, with a weight of 20, above all that it can have in Select and Distill.
///
/// Run with: unlabelled images.
/// Source: ours, so that a method with a stronger pull can be compared with the same pull alone.
template <class Model>
auto gp_20(Model model, double weight = 20.0) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{weight}, feature_distance{}}, "gp-20");
}

/// The student follows its own moving average on unlabelled images, after ZAF (NeurIPS 2024).
///
/// The first task is fine-tuning. In later tasks the average is the teacher, is evaluated, and is the start
/// of the next task.
///
/// Run with: unlabelled images.
/// Differs: ZAF trains LoRA layers of BLIP and compares matching probabilities of shuffled pairs. Here the
/// whole image tower trains, and unit features are compared. Only the structure of the method is the same;
/// the training settings are those of Select and Distill.
template <class Model>
auto zaf_like(Model model, double decay = 0.85, double weight = 1.0) {
  return detail::named(
      trainer{std::move(model), ema_teacher{.decay = decay, .per = average_every::pass},
              constant_selection{weight}, feature_distance{}, unguided_tasks{.count = 1},
              moving_average{.decay = decay, .per = average_every::pass, .averages_first = false}},
      "zaf-like");
}

}  // namespace sdkt::presets
