// SPDX-License-Identifier: MIT
//
// Methods that train something else than the weights themselves: factors, cores, or projected gradients.
#pragma once

#include <utility>

#include <sdkt/extension/interpolate.hpp>
#include <sdkt/loss/feature_contrast.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/parameterisation.hpp>
#include <sdkt/presets/named.hpp>
#include <sdkt/presets/protocols.hpp>

namespace sdkt::presets {

/// LoRA (arXiv 2106.09685): rank 16 on query, key, value and output of both towers, merged after each task.
///
/// Run with: tasks alone.
/// Differs: the source has single tasks of language models; training settings are CoDyRA's.
template <class Model>
[[nodiscard]] auto lora(Model model, low_rank parameters = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(parameters)}, "lora",
                       protocols::codyra());
}

/// Select and Distill (arXiv 2403.09296) on low-rank updates of the image tower.
///
/// Run with: unlabelled images.
/// Differs: the source trains all weights of the image tower. The learning rate is that of protocols::codyra.
template <class Model>
[[nodiscard]] auto snd_lora(Model model, distance_sigmoid selection = {}, low_rank parameters = {}) {
  trainer_options options = protocols::select_and_distill();
  options.learning_rate = protocols::codyra().learning_rate;
  return detail::named(
      trainer{std::move(model), dual_teacher{}, selection, feature_distance{}, std::move(parameters)},
      "snd-lora", options);
}

/// NuSA-CL: both towers move in the directions that their matrices use least, without teacher or reference.
///
/// Run with: tasks alone.
/// Differs: known to us from secondary sources only; training settings are CoDyRA's.
template <class Model>
[[nodiscard]] auto nusa_cl(Model model, null_space parameters = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(parameters)}, "nusa-cl",
                       protocols::codyra());
}

/// CoDyRA (arXiv 2412.01004): low-rank updates whose gates choose the rank of each matrix.
///
/// Run with: tasks alone.
/// Differs: the cross-entropy is that from images to classes; the source adds the one from classes to images.
template <class Model>
[[nodiscard]] auto codyra(Model model, gated_low_rank parameters = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(parameters), adamw{.beta2 = 0.9999}},
                       "codyra", protocols::codyra());
}

/// C-CLIP (ICLR 2025): low-rank updates of both towers beside a contrast with the previous model's features; half of
/// each update is kept.
///
/// Run with: own_images{}.
/// Differs: its code could not be had, and what is known to us comes from secondary sources. There the student's
/// features pass through a projector that trains along; here they do not. The pairs of a classification task are its
/// images and the prompts of their labels. Training settings are CoDyRA's.
template <class Model>
[[nodiscard]] auto c_clip(Model model, feature_contrast loss = {}, low_rank parameters = {.alpha = 32},
                          interpolate merge = {.alpha = 0.5}) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{}, loss, std::move(parameters), merge},
      "c-clip", protocols::codyra());
}

/// InfLoRA (arXiv 2404.00228): low-rank updates of key and value whose input side is fixed outside the inputs of
/// earlier tasks.
///
/// Run with: tasks alone.
/// Differs: the source trains a vision transformer with a classifier of its own, by Adam without decay, with batches
/// of 128; here the class prompts classify and training settings are CoDyRA's, on the image tower.
template <class Model>
[[nodiscard]] auto inflora(Model model, fixed_factors<input_directions> parameters = {
                                            .rank = 10, .matrices = {.query = false, .out = false}}) {
  trainer_options options = protocols::codyra();
  options.trains = trained_part::image_tower;
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(parameters)}, "inflora", options);
}

/// KeepLoRA (arXiv 2601.19659): low-rank updates of both towers along the mean gradient, outside the directions that
/// the model and earlier tasks use.
///
/// Run with: tasks alone.
/// Differs: a warm-up and a cosine stand for one cycle of the learning rate, see protocols::keeplora.
template <class Model>
[[nodiscard]] auto keeplora(Model model, fixed_factors<gradient_directions> parameters = {.rank = 16}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(parameters)}, "keeplora",
                       protocols::keeplora());
}

/// GNSP (arXiv 2507.19839): the first task trains both towers, later ones the MLPs and the projection of the image
/// tower in the null space of earlier tasks' inputs; the pre-trained model's similarities of given pairs guide all.
///
/// Run with: load_pairs(...), for example 1,000 images with the prompts of their classes.
/// Differs: one learning rate and number of steps for all tasks; the source has its own per task (learning_rate_of).
/// Images with the same text are one class, as there.
template <class Model>
[[nodiscard]] auto gnsp(Model model, null_projected parameters = {},
                        pair_divergence loss = {.identity_weight = 0.75}) {
  return detail::named(trainer{std::move(model), pretrained_teacher{}, constant_selection{}, std::move(loss),
                               std::move(parameters)},
                       "gnsp", protocols::zscl());
}

/// Ours: the previous teacher at strength 20, and gradients without what would change earlier tasks' outputs.
///
/// Run with: unlabelled images.
template <class Model>
[[nodiscard]] auto projected(Model model, sdkt::projected parameters = {}, double weight = 20.0) {
  return detail::named(trainer{std::move(model), previous_teacher{}, constant_selection{weight},
                               feature_distance{}, std::move(parameters)},
                       "projected");
}

}  // namespace sdkt::presets
