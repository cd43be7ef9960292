// SPDX-License-Identifier: MIT
//
// Learning without Forgetting's loss: the student's class probabilities follow the teacher's.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>

#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/config.hpp>

namespace sdkt {

/// tau^2 * mean_i w_i * sum_c -softmax(Zt / tau)_ic log softmax(Zs / tau)_ic, with Z = exp(logit scale) *
/// h(X) T', T the teacher's encodings of the current task's prompts, for student and teacher alike.
///
/// Shapes: images [R, E], texts [C, E], weights [R] -> [].
/// Gradient: tau w_i (q - p) / R with respect to the logits Zs, with p the teacher's and q the student's
/// probabilities. Source: Learning without Forgetting (arXiv 1606.09282); a cross-entropy, as in ZSCL's code,
/// and so above the
///   Kullback-Leibler divergence by tau^2 times the teacher's entropy, with the same gradient.
struct logit_divergence {
  double temperature = 2.0;

  static constexpr std::string_view name = "logit_divergence";
  static constexpr text_source texts = text_source::class_prompts;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const at::Tensor texts_EC = teacher.texts_TE.t();
    const at::Tensor student_RC =
        at::matmul(student.images_RE, texts_EC).mul(student.logit_scale).div(temperature);
    const at::Tensor teacher_RC =
        at::matmul(teacher.images_RE, texts_EC).mul(teacher.logit_scale).div(temperature);
    const at::Tensor terms_R =
        at::softmax(teacher_RC, 1).mul(at::log_softmax(student_RC, 1)).sum(1).mul(-temperature * temperature);
    return terms_R.mul(weights_R).mean();
  }

  void describe(setting_list& settings) const { settings.set("temperature", temperature); }
};

static_assert(DistillLoss<logit_divergence>);

}  // namespace sdkt
