// SPDX-License-Identifier: MIT
//
// How far the student's probabilities of texts are from the teacher's, entry by entry.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sub.h>

#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/loss/over_texts.hpp>
#include <sdkt/loss/soft_targets.hpp>

namespace sdkt {

/// The mean absolute difference of the probabilities of texts:
///
///     mean_i w_i * mean_j | softmax(Zs)_ij - softmax(Zt)_ij |
///
/// Z = exp(logit scale) * h(X) T' are the logits of teacher (Zt) and student (Zs), both with the teacher's
/// encodings T of the texts.
///
/// Shapes: images [R, E], texts [T, E], weights [R] -> [].
/// Result: between 0 and 2 / T for w = 1.
/// Gradient: 0 if the two agree.
/// Source: ZAF (NeurIPS 2024), the mean absolute difference of matching probabilities on wild data.
/// Differs: ZAF's model predicts whether one image and one text match. CLIP has no such output; its
/// probabilities over many texts are used instead.
template <text_source Texts>
  requires(Texts != text_source::none)
struct probability_distance_over {
  detail::sentences_of<Texts> sentences = {};

  static constexpr std::string_view name = "probability_distance";
  static constexpr text_source texts = Texts;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const at::Tensor student_RT = at::softmax(detail::logits_of(student, teacher.texts_TE), 1);
    const at::Tensor teacher_RT = at::softmax(detail::logits_of(teacher, teacher.texts_TE), 1);
    return at::sub(student_RT, teacher_RT).abs().mean(1).mul(weights_R).mean();
  }

  void describe(setting_list& settings) const { detail::describe_texts(*this, settings); }
};

/// Over the texts that belong to the reference set.
using probability_distance = probability_distance_over<text_source::reference_texts>;

static_assert(DistillLoss<probability_distance>);
static_assert(DistillLoss<probability_distance_over<text_source::class_prompts>>);
static_assert(DistillLoss<probability_distance_over<text_source::random_sentences>>);
static_assert(DistillLoss<probability_distance_over<text_source::paired_texts>>);

}  // namespace sdkt
