// SPDX-License-Identifier: MIT
//
// Parts of losses over images x texts: logits, and cross-entropies with the teacher's probabilities.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>

#include <sdkt/concepts/encoded.hpp>

namespace sdkt::detail {

/// The logits exp(logit scale) * h(X) T' of one network's images.
///
/// Shapes: images [R, E], texts [T, E] -> [R, T].
inline at::Tensor logits_of(const encoded& network, const at::Tensor& texts_TE) {
  return at::matmul(network.images_RE, texts_TE.t()).mul(network.logit_scale);
}

/// sum_j softmax(Zt)_ij log softmax(Zs)_ij, with the softmax along texts (axis 1) or along the batch's images
/// (axis 0): the share of image i in the expected log-likelihood of the student under the teacher.
///
/// Shapes: logits [R, T] -> [R] for either axis, because the sum is over texts in both cases.
inline at::Tensor shares_of_images(const at::Tensor& teacher_RT, const at::Tensor& student_RT,
                                   std::int64_t axis) {
  return at::softmax(teacher_RT, axis).mul(at::log_softmax(student_RT, axis)).sum(1);
}

/// KD2(Zt, Zs): the soft cross-entropy of rows, averaged over images, plus that of columns, averaged over
/// texts. An image's weight multiplies its share of both.
///
/// Shapes: logits [R, T], weights [R] -> [].
inline at::Tensor divergence_of_both_axes(const at::Tensor& teacher_RT, const at::Tensor& student_RT,
                                          double temperature, const at::Tensor& weights_R) {
  const at::Tensor softened_teacher_RT = teacher_RT.div(temperature);
  const at::Tensor softened_student_RT = student_RT.div(temperature);
  const auto images = static_cast<double>(student_RT.size(0));
  const auto texts = static_cast<double>(student_RT.size(1));
  const at::Tensor rows_R = shares_of_images(softened_teacher_RT, softened_student_RT, 1);
  const at::Tensor columns_R = shares_of_images(softened_teacher_RT, softened_student_RT, 0);
  return rows_R.div(images).add(columns_R.div(texts)).mul(weights_R).sum().mul(-temperature * temperature);
}

}  // namespace sdkt::detail
