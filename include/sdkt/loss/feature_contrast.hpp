// SPDX-License-Identifier: MIT
//
// A contrastive loss between the student's features and the teacher's: every image and every text is to be nearest
// to itself.
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>

#include <sdkt/concepts/distill_loss.hpp>

namespace sdkt {

/// InfoNCE between the student's and the teacher's features of a batch, along both axes, over images and over texts:
///
///     ( sum_i w_i l_i(H, Hp, own) + sum_i w_i l_i(T, Tp, same) ) / (2 R)
///     l_i(X, Y, P) = - ( sum_j P_ij log softmax(Z_i)_j + sum_j P_ij log softmax(Z'_i)_j ),  Z = s X Y'
///
/// H, T are the features of the student's images and texts, Hp, Tp those of the teacher's, and s is the teacher's logit
/// scale. Z'_i is column i of Z. own is the identity: an image belongs to itself alone. same_ij is 1 / m if the images
/// i and j have the same label, of which there are m: their texts are the same.
///
/// Only similarities to the teacher's features count: unlike feature_distance it does not ask for equal features,
/// and it pushes every feature away from those of other images.
///
/// Shapes: images [R, E], texts [R, E], labels int64 [R] or undefined (each pair has its own), weights [R] -> [].
/// Gradient: reaches the student's images and texts. It is not 0 if the student equals the teacher.
/// Cost: four softmax over [R, R].
/// Source: the consolidation term of C-CLIP (ICLR 2025), known to us from secondary sources only.
/// Differs: there the student's features pass through a projector that trains along; here they do not.
/// See also: relation_divergence, feature_distance.
struct feature_contrast {
  static constexpr std::string_view name = "feature_contrast";
  static constexpr text_source texts = text_source::paired_texts;
  static constexpr bool uses_student_texts = true;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const std::int64_t count = student.images_RE.size(0);
    const at::Tensor own_RR = at::eye(count, teacher.images_RE.options());
    at::Tensor same_RR = own_RR;
    if (student.labels_R.defined()) {
      const at::Tensor equal_RR = student.labels_R.unsqueeze(0).eq(student.labels_R.unsqueeze(1));
      same_RR = equal_RR.to(own_RR.scalar_type()).div(equal_RR.sum(1, /*keepdim=*/true));
    }
    const at::Tensor images_R = contrast(student.images_RE, teacher.images_RE, teacher.logit_scale, own_RR);
    const at::Tensor texts_R = contrast(student.texts_TE, teacher.texts_TE, teacher.logit_scale, same_RR);
    return images_R.add(texts_R).mul(weights_R).mean().mul(0.5);
  }

 private:
  /// The loss of each row, along both axes: [R]. targets_RR is symmetric.
  static at::Tensor contrast(const at::Tensor& student_RE, const at::Tensor& teacher_RE,
                             const at::Tensor& scale, const at::Tensor& targets_RR) {
    const at::Tensor logits_RR = at::matmul(student_RE, teacher_RE.t()).mul(scale);
    const at::Tensor rows_RR = at::log_softmax(logits_RR, 1);
    const at::Tensor columns_RR = at::log_softmax(logits_RR, 0).t();
    return rows_RR.add(columns_RR).mul(targets_RR).sum(1).neg();
  }
};

static_assert(DistillLoss<feature_contrast>);

}  // namespace sdkt
