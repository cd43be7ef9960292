// SPDX-License-Identifier: MIT
//
// Learning without Forgetting's loss: the student's probabilities of texts follow the teacher's.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/loss/over_texts.hpp>
#include <sdkt/loss/soft_targets.hpp>

namespace sdkt {

/// The soft cross-entropy of the texts given an image:
///
///     tau^2 * mean_i w_i * sum_c -softmax(Zt / tau)_ic log softmax(Zs / tau)_ic
///
/// Z = exp(logit scale) * h(X) T' are the logits of teacher (Zt) and student (Zs), both with the teacher's
/// encodings T of the texts.
///
/// Shapes: images [R, E], texts [T, E], weights [R] -> [].
/// Gradient: with respect to Zs, tau w_i (q - p) / R with the teacher's probabilities p and the student's q.
/// Source: Learning without Forgetting (arXiv 1606.09282), as a cross-entropy like ZSCL's code. It exceeds
/// the Kullback-Leibler divergence by tau^2 times the teacher's entropy and has the same gradient.
/// Example: over class prompts and over random sentences:
///
///     logit_divergence{.temperature = 2}
///     logit_divergence_over<text_source::random_sentences>{.sentences = {.count = 1000}}
///
/// See also: contrastive_divergence, which adds the probabilities of images.
template <text_source Texts>
  requires(Texts != text_source::none)
struct logit_divergence_over {
  double temperature = 2.0;
  detail::sentences_of<Texts> sentences = {};

  static constexpr std::string_view name = "logit_divergence";
  static constexpr text_source texts = Texts;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const at::Tensor student_RT = detail::logits_of(student, teacher.texts_TE).div(temperature);
    const at::Tensor teacher_RT = detail::logits_of(teacher, teacher.texts_TE).div(temperature);
    const at::Tensor terms_R =
        detail::shares_of_images(teacher_RT, student_RT, 1).mul(-temperature * temperature);
    return terms_R.mul(weights_R).mean();
  }

  void check() const { detail::require_positive("temperature", temperature); }
  void describe(setting_list& settings) const {
    settings.set("temperature", temperature);
    detail::describe_texts(*this, settings);
  }
};

/// Over the prompts of the current task.
using logit_divergence = logit_divergence_over<text_source::class_prompts>;

static_assert(DistillLoss<logit_divergence>);
static_assert(DistillLoss<logit_divergence_over<text_source::reference_texts>>);
static_assert(DistillLoss<logit_divergence_over<text_source::random_sentences>>);
static_assert(DistillLoss<logit_divergence_over<text_source::paired_texts>>);

}  // namespace sdkt
