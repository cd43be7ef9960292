// SPDX-License-Identifier: MIT
//
// GIFT's loss on image-text pairs: the targets are the teacher's probabilities and the pairs themselves.
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

/// contrastive_divergence over the batch's images and their texts, plus a cross-entropy with the pairs
/// themselves as targets:
///
///     KD2(Zt, Zs) + identity_weight * (CE(Zs, Y) + CE(Zs', Y))
///     CE(Zs, Y)  = 1/R sum_i w_i sum_j -Y_ij log q_ij
///     CE(Zs', Y) = 1/R sum_i w_i sum_j -Y_ij log q'_ij
///
/// Z = exp(logit scale) * h t' are the logits; Zs has the student's images and texts, Zt the teacher's. KD2
/// is that of contrastive_divergence. Y_ij = 1 / (number of images with the label of i) if i and j have the
/// same label, else 0; label smoothing e turns it into (1 - e) Y + e / R. q is the softmax of rows and q'
/// that of columns, at temperature 1. As in KD2, an image's weight multiplies its share.
///
/// Shapes: images [R, E], texts [R, E], labels int64 [R] or undefined (each pair has its own), weights [R]
/// -> [].
/// Gradient: reaches the student's images and texts. If the student equals the teacher and w = 1, that of KD2
/// is 0; that of the pairs is not.
/// Source: GIFT (CVPR 2025), as in its code: the hard target is added, with a quarter of the weight.
/// Differs: the paper mixes both into one target, (1 - b) p + b I.
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
  /// Y with label smoothing: [R, R].
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
