// SPDX-License-Identifier: MIT
//
// Methods that preserve similarities of images and texts, or relations between images: LwF and its relatives,
// ZSCL, Mod-X, DKR, GIFT, relational distillation.
#pragma once

#include <utility>

#include <sdkt/presets/named.hpp>
#include <sdkt/presets/protocols.hpp>

namespace sdkt::presets {

/// Learning without Forgetting (arXiv 1606.09282) as in ZSCL's code for CLIP: the previous model's class
/// probabilities, along both axes, on a second stream of the task's own images.
///
/// Run with: own_stream{}.
/// Differs: the paper uses only the row axis and keeps the classifiers of old tasks.
template <class Model>
[[nodiscard]] auto lwf(Model model, double weight = 1.0) {
  return detail::named(trainer{std::move(model), previous_teacher{}, constant_selection{weight},
                               contrastive_divergence_over<text_source::class_prompts>{}},
                       "lwf", protocols::zscl());
}

/// LwF over 1,000 random sentences (Ding et al., arXiv 2207.09248) as in ZSCL's code.
///
/// Run with: own_stream{}.
template <class Model>
[[nodiscard]] auto lwf_vr(Model model, double weight = 1.0, random_sentences sentences = {}) {
  contrastive_divergence_over<text_source::random_sentences> loss{};
  loss.sentences = sentences;
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{weight}, std::move(loss)}, "lwf-vr",
      protocols::zscl());
}

/// iCaRL (arXiv 1611.07725) as in ZSCL's code for CLIP: the previous model's class probabilities on a memory
/// of herded exemplars. The first task is fine-tuning.
///
/// Run with: from_extension{}.
/// Differs: like that code, no cross-entropy on exemplars and no nearest-mean classifier. The flags of its
/// multi-domain runs are unknown.
template <class Model>
[[nodiscard]] auto icarl(Model model, double weight = 1.0, exemplar_memory memory = {}) {
  return detail::named(trainer{std::move(model), previous_teacher{}, constant_selection{weight},
                               contrastive_divergence_over<text_source::class_prompts>{}, std::move(memory)},
                       "icarl", protocols::zscl());
}

/// ZSCL (arXiv 2303.06628): the pre-trained model's similarities of wild images and captions, an L2 penalty
/// towards the task's start, and a running mean of the weights.
///
/// Run with: images and texts, with_texts(load_reference(...), load_texts(...)).
template <class Model>
[[nodiscard]] auto zscl(Model model, double weight = 1.0, l2_to_start pull = {}, running_mean average = {}) {
  return detail::named(trainer{std::move(model), pretrained_teacher{}, constant_selection{weight},
                               contrastive_divergence{}, std::move(pull), std::move(average)},
                       "zscl", protocols::zscl());
}

/// ZSCL without the penalty on the weights.
///
/// Run with: images and texts.
template <class Model>
[[nodiscard]] auto zscl_star(Model model, double weight = 1.0, running_mean average = {}) {
  return detail::named(trainer{std::move(model), pretrained_teacher{}, constant_selection{weight},
                               contrastive_divergence{}, std::move(average)},
                       "zscl-star", protocols::zscl());
}

/// ZSCL with Select and Distill's protocol, as in the playground code of that paper's first author.
///
/// The reference images use the train view.
///
/// Run with: images and a few hundred captions as texts.
/// Differs: the playground wraps captions in "a photo of a {}."; here texts are used unchanged.
template <class Model>
[[nodiscard]] auto zscl_snd(Model model, double weight = 1.0, l2_to_start pull = {},
                            running_mean average = {.every = 100, .first = 100}) {
  trainer_options options = protocols::select_and_distill();
  options.trains = trained_part::both_towers;
  return detail::named(trainer{std::move(model), pretrained_teacher{}, constant_selection{weight},
                               contrastive_divergence{}, std::move(pull), std::move(average)},
                       "zscl-snd", options);
}

/// Mod-X (arXiv 2305.07437): preserves the in-batch similarities of the previous model where it was right.
///
/// Run with: own_images{}.
/// Differs: the pairs of a classification task are its images and the prompts of their labels, "right" means
/// an image or prompt of the same class, and the cross-entropy is that of the task.
template <class Model>
auto mod_x(Model model, rectified select = {}) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, std::move(select), relation_divergence{}}, "mod-x",
      protocols::mod_x());
}

/// DKR (AAAI 2024), as far as it is described: Mod-X that repairs what both models get wrong.
///
/// Run with: own_images{}.
/// Differs: no code was found. Temperature, scale, mean or sum, and optimiser are unknown. Mod-X's loss with
/// the mean over rows and weight 1 is our choice.
template <class Model>
auto dkr(Model model, rectified select = {.strength = 1.0, .keeps_both_wrong = true}) {
  return detail::named(trainer{std::move(model), previous_teacher{}, std::move(select),
                               relation_divergence{.reduction = row_reduction::mean, .repairs = true}},
                       "dkr", protocols::mod_x());
}

/// GIFT (CVPR 2025) over given image-text pairs: the previous model's similarities of pairs, the pairs
/// themselves as a hard target, and a Fisher that is computed anew at every step.
///
/// Run with: load_pairs(...), or task_pairs with one set per task.
/// Differs: here the images are given. In the paper a diffusion model generates them, 1,000 per task, from
/// the names of earlier classes and of ImageNet's classes.
template <class Model>
[[nodiscard]] auto gift(Model model, pair_divergence loss = {}, instant_fisher fisher = {}) {
  return detail::named(
      trainer{std::move(model), previous_teacher{}, constant_selection{}, std::move(loss), std::move(fisher)},
      "gift", protocols::zscl());
}

/// Relational distillation (arXiv 1904.05068): the previous model's distances and angles between images, with
/// the weight 100 as in the first term of FARA.
///
/// Run with: unlabelled images, for example the pictures of GIFT without their texts.
/// Differs: FARA has further terms. The training settings are those of GIFT, which are ZSCL's.
template <class Model>
auto relation(Model model, double weight = 100.0, relation_distance loss = {}) {
  return detail::named(trainer{std::move(model), previous_teacher{}, constant_selection{weight}, loss},
                       "relation", protocols::zscl());
}

}  // namespace sdkt::presets
