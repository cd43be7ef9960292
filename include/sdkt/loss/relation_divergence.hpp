// SPDX-License-Identifier: MIT
//
// Mod-X's loss: the similarities within a batch of pairs follow the teacher's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/where.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/loss/pair_match.hpp>

namespace sdkt {

/// How the divergences of the rows of a batch are reduced to one number.
enum class row_reduction { sum, mean };

/// The Kullback-Leibler divergence between the teacher's and the student's similarities within a batch, along
/// rows and along columns:
///
///     ( sum_i w_i KL(softmax P_i || softmax S_i) + sum_j w'_j KL(softmax P'_j || softmax S'_j) ) / 2
///
/// S = h t' / tau are the similarities of the student's images and texts, P = hp tp' / tau those of the
/// teacher's: plain cosines without logit scale, including the pair itself. Rows have the weights of the
/// images, columns those of the texts.
///
/// With `repairs`, the pair itself is the target if the teacher does not find it (the largest entry of P_i
/// does not have the label of i). The term is then w_i * -log softmax(S_i)_i.
///
/// Shapes: images [R, E], texts [R, E], labels int64 [R] or undefined (each pair has its own), weights [R]
/// of images and [R] of texts -> [].
/// Gradient: reaches the student's images and texts. It is 0 if the student equals the teacher, except for
/// repaired rows.
/// Source: Mod-X (ICML 2023), whose code sums over rows; `repairs` after descriptions of DKR (AAAI 2024).
/// Differs: Mod-X's code copies the student's own row over a row that the teacher gets wrong. That is the
/// same as weight 0, which the selection `rectified` gives. For DKR, the mean over rows and the weight 1 of
/// repaired rows are ours.
/// Example: relation_divergence{}; relation_divergence{.reduction = row_reduction::mean, .repairs = true}
struct relation_divergence {
  double temperature = 1.0;
  row_reduction reduction = row_reduction::sum;
  bool repairs = false;

  static constexpr std::string_view name = "relation_divergence";
  static constexpr text_source texts = text_source::paired_texts;
  static constexpr bool uses_student_texts = true;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R,
                        const at::Tensor& weights_T) const {
    const at::Tensor student_RR = similarities(student);
    const at::Tensor teacher_RR = similarities(teacher);
    const at::Tensor rows_R = divergences(teacher_RR, student_RR, student.labels_R, 1).mul(weights_R);
    const at::Tensor columns_R = divergences(teacher_RR, student_RR, student.labels_R, 0).mul(weights_T);
    const at::Tensor both_R = rows_R.add(columns_R);
    return (reduction == row_reduction::sum ? both_R.sum() : both_R.mean()).mul(0.5);
  }

  void check() const { detail::require_positive("temperature", temperature); }
  void describe(setting_list& settings) const {
    settings.set("temperature", temperature);
    settings.set("relation_reduction", std::string{reduction == row_reduction::sum ? "sum" : "mean"});
    settings.set("relation_repairs", repairs);
  }

 private:
  at::Tensor similarities(const encoded& network) const {
    return at::matmul(network.images_RE, network.texts_TE.t()).div(temperature);
  }

  /// The divergence of each row (axis 1) or column (axis 0): [R].
  at::Tensor divergences(const at::Tensor& teacher_RR, const at::Tensor& student_RR,
                         const at::Tensor& labels_R, std::int64_t axis) const {
    const at::Tensor teacher_log_RR = at::log_softmax(teacher_RR, axis);
    const at::Tensor student_log_RR = at::log_softmax(student_RR, axis);
    at::Tensor divergences_R = teacher_log_RR.exp().mul(teacher_log_RR.sub(student_log_RR)).sum(axis);
    if (!repairs) return divergences_R;
    return at::where(detail::finds_pair(teacher_RR, labels_R, axis), divergences_R,
                     student_log_RR.diagonal().neg());
  }
};

static_assert(DistillLoss<relation_divergence>);

}  // namespace sdkt
