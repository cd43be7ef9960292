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

/// tau^2 * mean_i w_i * sum_c -softmax(Zt / tau)_ic log softmax(Zs / tau)_ic, with Z = exp(logit scale) *
/// h(X) T', T the teacher's encodings of the texts, for student and teacher alike.
///
/// Shapes: images [R, E], texts [T, E], weights [R] -> [].
/// Gradient: tau w_i (q - p) / R in the logits Zs, p the teacher's and q the student's probabilities.
/// Source: Learning without Forgetting (arXiv 1606.09282); a cross-entropy, as in ZSCL's code, and so above
/// the Kullback-Leibler divergence by tau^2 times the teacher's entropy, with the same gradient.
/// Example: logit_divergence{.temperature = 2}; over random sentences
/// logit_divergence_over<text_source::random_sentences>{.sentences = {.count = 1000}}
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
