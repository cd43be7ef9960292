// SPDX-License-Identifier: MIT
//
// The distillation loss of Select and Distill: squared distance between unit image features.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/square.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>

#include <sdkt/concepts/distill_loss.hpp>

namespace sdkt {

/// mean_i w_i * || h(r_i) - h_teacher(r_i) ||_2^2
///
/// Shapes: features [R, E], weights [R] -> [].
/// Gradient: 2 w_i (h - h_teacher) / R with respect to the student's unit features.
/// Source: Select and Distill (arXiv 2403.09296), eq. 5 and 6; squared as in the released code.
struct feature_distance {
  static constexpr std::string_view name = "feature_distance";
  static constexpr text_source texts = text_source::none;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const at::Tensor squared_R = at::square(at::sub(student.images_RE, teacher.images_RE)).sum(1);
    return squared_R.mul(weights_R).mean();
  }
};

static_assert(DistillLoss<feature_distance>);

}  // namespace sdkt
