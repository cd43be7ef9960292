// SPDX-License-Identifier: MIT
//
// The distillation loss of Select and Distill: distance between unit image features.
#pragma once

#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/square.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>

#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>

namespace sdkt {

/// How the distance between two unit features is measured.
enum class feature_metric {
  squared,  ///< || h - h_T ||^2, which is 2 - 2 h.h_T
  plain,    ///< || h - h_T ||, whose gradient is as long near the teacher as far from it
  cosine,   ///< 1 - h.h_T
};

constexpr std::string_view name_of(feature_metric metric) noexcept {
  switch (metric) {
    case feature_metric::squared:
      return "squared";
    case feature_metric::plain:
      return "plain";
    case feature_metric::cosine:
      return "cosine";
  }
  return "";
}

/// mean_i w_i * d(h(r_i), h_teacher(r_i)), where d is the squared distance unless another metric is set.
///
/// Shapes: features [R, E], weights [R] -> [].
/// Gradient: with respect to the student's unit features, w_i / R times
///
///     squared:  2 (h - h_T)
///     plain:    (h - h_T) / || h - h_T ||, and 0 if h = h_T
///     cosine:   -h_T
///
/// Source: Select and Distill (arXiv 2403.09296), eq. 5 and 6; squared as in the released code.
/// Example: feature_distance{.metric = feature_metric::plain}
struct feature_distance {
  feature_metric metric = feature_metric::squared;

  static constexpr std::string_view name = "feature_distance";
  static constexpr text_source texts = text_source::none;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    return distances(student.images_RE, teacher.images_RE).mul(weights_R).mean();
  }

  void describe(setting_list& settings) const {
    settings.set("feature_metric", std::string{name_of(metric)});
  }

 private:
  at::Tensor distances(const at::Tensor& student_RE, const at::Tensor& teacher_RE) const {
    if (metric == feature_metric::cosine) return at::rsub(at::mul(student_RE, teacher_RE).sum(1), 1);
    const at::Tensor difference_RE = at::sub(student_RE, teacher_RE);
    if (metric == feature_metric::squared) return at::square(difference_RE).sum(1);
    return at::linalg_vector_norm(difference_RE, 2, at::IntArrayRef{1}, /*keepdim=*/false);
  }
};

static_assert(DistillLoss<feature_distance>);

}  // namespace sdkt
