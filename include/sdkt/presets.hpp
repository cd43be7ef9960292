// SPDX-License-Identifier: MIT
//
// Published methods by name. Each is a composition of policies with its released constants, and nothing else.
//
//   auto trainer = sdkt::presets::snd(model);
//   trainer.options.steps = 60;
//
// "prev" is the model after the previous task, "pre" the pre-trained one; all but finetune distil unit image
// features with squared distance on reference images.
//   finetune      no teacher
//   snd           prev and pre; every image follows its own teacher (the paper's formula)
//   snd_released  prev and pre; the batch's mean selection (what the released program computes)
//   g0_only       pre alone, weight 1
//   gp_only       prev alone, weight 1
//   gp_strong     prev alone, weight 9: the plain baseline that Select and Distill should be held against
#pragma once

#include <string>
#include <utility>

#include <sdkt/trainer.hpp>

namespace sdkt::presets {

/// The two constants pairs of Select and Distill: how eta follows the distance, and how much each term
/// counts.
using snd_options = distance_sigmoid;

namespace detail {

template <class Trainer>
Trainer named(Trainer trainer, std::string method) {
  trainer.method = std::move(method);
  return trainer;
}

}  // namespace detail

/// Continual fine-tuning: cross-entropy on the current task, nothing else.
template <class Model>
auto finetune(Model model) {
  return detail::named(trainer{std::move(model), no_teacher{}}, "finetune");
}

/// Select and Distill as the paper writes it (arXiv 2403.09296).
template <class Model>
auto snd(Model model, snd_options options = {}) {
  return detail::named(trainer{std::move(model), dual_teacher{}, options, feature_distance{}}, "snd");
}

/// Select and Distill as its released program computes it: mean selection times mean distance.
template <class Model>
auto snd_released(Model model, snd_options options = {}) {
  return detail::named(trainer{std::move(model), dual_teacher{}, batch_mean{options}, feature_distance{}},
                       "snd-released");
}

/// Only the pre-trained teacher: the ablation "g0" of Select and Distill.
template <class Model>
auto g0_only(Model model, double weight = 1.0) {
  return detail::named(
      trainer{std::move(model), pretrained_teacher{}, constant_selection{weight}, feature_distance{}},
      "g0-only");
}

/// Only the previous teacher: the ablation "gp" of Select and Distill.
template <class Model>
auto gp_only(Model model, double weight = 1.0) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{weight}, feature_distance{}},
      "gp-only");
}

/// Only the previous teacher, as strong as Select and Distill lets it become.
template <class Model>
auto gp_strong(Model model, double weight = 9.0) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{weight}, feature_distance{}},
      "gp-strong");
}

}  // namespace sdkt::presets
