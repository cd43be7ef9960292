// SPDX-License-Identifier: MIT
//
// GIFT's loss on pairs of image and text: the teacher's probabilities and the pairs themselves are targets.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/log_softmax.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/loss/soft_targets.hpp>

namespace sdkt {

/// KD2(Zt, Zs) + identity_weight * (CE(Zs, Y) + CE(Zs', Y)) over the batch's images and their texts, with
/// Zs = exp(logit scale) * h t' all of the student and Zt all of the teacher. KD2 as in
/// contrastive_divergence. Y_ij = 1 / (images with i's label) where labels of i and j agree, else 0; label
/// smoothing e makes it (1 - e) Y + e / R.
///   CE(Zs, Y) = 1/R sum_i w_i sum_j -Y_ij log q_ij,   CE(Zs', Y) = 1/R sum_i w_i sum_j -Y_ij log q'_ij
/// with q softmax of rows and q' of columns, temperature 1: as in KD2 an image's weight stands before its
/// share.
///
/// Shapes: images [R, E], texts [R, E], labels int64 [R] or undefined (every pair has its own), weights [R]
/// -> [].
/// Gradient: reaches the student's images and texts. At a student that is the teacher KD2 pulls nowhere, for
/// w = 1; the pairs still do.
/// Source: GIFT (CVPR 2025) as its code runs it: the hard target is added, with a quarter of the weight.
/// Differs: the paper mixes (1 - b) p + b I into one target.
struct pair_divergence {
  double temperature = 2.0;
  double identity_weight = 0.25;
  double label_smoothing = 0.2;

  static constexpr std::string_view name = "pair_divergence";
  static constexpr text_source texts = text_source::paired_texts;
  static constexpr bool uses_student_texts = true;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const at::Tensor student_RR = detail::logits_of(student, student.texts_TE);
    const at::Tensor teacher_RR = detail::logits_of(teacher, teacher.texts_TE);
    const at::Tensor targets_RR = pair_targets(student);
    const at::Tensor found_R =
        at::log_softmax(student_RR, 1).add(at::log_softmax(student_RR, 0)).mul(targets_RR).sum(1);
    return detail::divergence_of_both_axes(teacher_RR, student_RR, temperature, weights_R)
        .sub(found_R.mul(weights_R).mean(), identity_weight);
  }

  void check() const {
    detail::require_positive("temperature", temperature);
    detail::require_strength("identity_weight", identity_weight);
    detail::require_fraction("pair_label_smoothing", label_smoothing);
  }
  void describe(setting_list& settings) const {
    settings.set("temperature", temperature);
    settings.set("identity_weight", identity_weight);
    settings.set("pair_label_smoothing", label_smoothing);
  }

 private:
  /// Y, smoothed: [R, R].
  at::Tensor pair_targets(const encoded& student) const {
    const std::int64_t pairs = student.images_RE.size(0);
    at::Tensor same_RR;
    if (student.labels_R.defined()) {
      same_RR = at::eq(student.labels_R.unsqueeze(1), student.labels_R).to(student.images_RE.scalar_type());
    } else {
      same_RR = at::eye(pairs, student.images_RE.options().requires_grad(false));
    }
    return same_RR.div(same_RR.sum(1, /*keepdim=*/true))
        .mul(1.0 - label_smoothing)
        .add(label_smoothing / static_cast<double>(pairs));
  }
};

static_assert(DistillLoss<pair_divergence>);

}  // namespace sdkt
