// SPDX-License-Identifier: MIT
//
// ZSCL's loss: the student's probabilities of texts given an image, and of images given a text, follow the
// teacher's.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/loss/over_texts.hpp>
#include <sdkt/loss/soft_targets.hpp>

namespace sdkt {

/// KD2(Zt, Zs) = KD(Zt, Zs) + KD(Zt', Zs'): the soft cross-entropy of the texts given an image, plus that of
/// the batch's images given a text.
///
///     tau^2 * sum_i w_i * sum_j ( -p_ij log q_ij / R - p'_ij log q'_ij / T )
///
/// Z = exp(logit scale) * h(X) T' are the logits of teacher (Zt) and student (Zs), both with the teacher's
/// encodings T of the texts. p and q are the softmax of row i of Zt / tau and Zs / tau; p' and q' are that of
/// column j. An image's weight multiplies its share of both terms, so that w = 1 gives KD2 itself.
///
/// Shapes: images [R, E], texts [T, E], weights [R] -> [].
/// Gradient: with respect to the logits, for w = 1, tau ((q - p) / R + (q' - p') / T). It is 0 if the student
/// equals the teacher and w = 1. Different weights within a batch pull the columns towards the images with
/// the larger weights.
/// Cost: two softmax over [R, T] for each network; T may be thousands.
/// Source: ZSCL (arXiv 2303.06628), as in its code: the teacher's texts for both networks, and both axes. It
/// is a cross-entropy, which exceeds the Kullback-Leibler divergence by tau^2 times the teacher's entropies.
/// Differs: the symbols in the paper suggest the student's texts.
/// Example: contrastive_divergence{}; for LwF contrastive_divergence_over<text_source::class_prompts>{}
template <text_source Texts>
  requires(Texts != text_source::none)
struct contrastive_divergence_over {
  double temperature = 2.0;
  detail::sentences_of<Texts> sentences = {};

  static constexpr std::string_view name = "contrastive_divergence";
  static constexpr text_source texts = Texts;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    return detail::divergence_of_both_axes(detail::logits_of(teacher, teacher.texts_TE),
                                           detail::logits_of(student, teacher.texts_TE), temperature,
                                           weights_R);
  }

  void check() const { detail::require_positive("temperature", temperature); }
  void describe(setting_list& settings) const {
    settings.set("temperature", temperature);
    detail::describe_texts(*this, settings);
  }
};

/// Over the texts that belong to the reference set.
using contrastive_divergence = contrastive_divergence_over<text_source::reference_texts>;

static_assert(DistillLoss<contrastive_divergence>);
static_assert(DistillLoss<contrastive_divergence_over<text_source::class_prompts>>);
static_assert(DistillLoss<contrastive_divergence_over<text_source::random_sentences>>);
static_assert(DistillLoss<contrastive_divergence_over<text_source::paired_texts>>);

}  // namespace sdkt
