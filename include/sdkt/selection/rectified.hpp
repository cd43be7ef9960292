// SPDX-License-Identifier: MIT
//
// Mod-X's selection: the student follows the teacher on the pairs that the teacher gets right.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/matmul.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/loss/pair_match.hpp>

namespace sdkt {

/// An image has the weight 1 if the teacher finds its text in the batch, else 0. The teacher finds it if the
/// text most similar to the image has the image's label. Texts are weighted in the same way, among images.
///
/// With `keeps_both_wrong`, an image that both teacher and student get wrong also has the weight 1. Then the
/// weight is 0 only if the student alone gets the image right. This is for losses that repair what the
/// teacher gets wrong.
///
/// Shapes: images [R, E], texts [R, E], labels int64 [R] or undefined (each pair has its own) -> [R, 1].
/// Errors: shape_error if the loss does not compare pairs, so that there is not one text per image, or, with
/// keeps_both_wrong, if the student's texts are missing.
/// Source: Mod-X (ICML 2023), factor 20. Its code copies the student's row over a row that the teacher gets
/// wrong, which makes value and gradient 0. keeps_both_wrong: after descriptions of DKR (AAAI 2024).
/// Differs: images and texts of the same label count as pairs.
/// Example: trainer{model, previous_teacher{}, rectified{}, relation_divergence{}}
struct rectified {
  double strength = 20.0;
  bool keeps_both_wrong = false;

  [[nodiscard]] at::Tensor weights(const teacher_targets<1>& targets) const {
    return weights_along(targets, 1);
  }
  at::Tensor column_weights(const teacher_targets<1>& targets) const { return weights_along(targets, 0); }

  std::array<double, 1> strengths() const { return {strength}; }

  static constexpr std::string_view name = "rectified";
  void check() const { detail::require_finite("rectified_strength", strength); }
  void describe(setting_list& settings) const {
    settings.set("rectified_strength", strength);
    settings.set("keeps_both_wrong", keeps_both_wrong);
  }

 private:
  /// One weight per row (axis 1: images) or per column (axis 0: texts).
  at::Tensor weights_along(const teacher_targets<1>& targets, std::int64_t axis) const {
    const encoded& teacher = targets.teachers[0];
    at::Tensor follows_R = finds_pair(teacher, targets.labels_R, axis, "teacher");
    if (keeps_both_wrong) {
      const at::Tensor student_R = finds_pair(targets.student, targets.labels_R, axis, "student");
      follows_R = at::logical_or(follows_R, at::logical_not(student_R));
    }
    return follows_R.to(teacher.images_RE.scalar_type()).unsqueeze(1);
  }

  static at::Tensor finds_pair(const encoded& network, const at::Tensor& labels_R, std::int64_t axis,
                               std::string_view who) {
    const at::Tensor& images_RE = network.images_RE;
    detail::expect_shape(
        "rectified, texts of the " + std::string{who}, network.texts_TE,
        {{"R", images_RE.size(0)}, {"E", images_RE.size(1)}},
        "use a loss over paired texts that reads the student's own texts, such as relation_divergence{}");
    return detail::finds_pair(at::matmul(images_RE, network.texts_TE.t()), labels_R, axis);
  }
};

static_assert(SelectionPolicy<rectified, 1>);
static_assert(!SelectionPolicy<rectified, 2>);

}  // namespace sdkt
