// SPDX-License-Identifier: MIT
//
// The losses of a step as the policies define them, with a graph for autograd.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>

#include <sdkt/base/tensor.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/concepts/encoded.hpp>
#include <sdkt/concepts/member_name.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/step/cross_entropy.hpp>
#include <sdkt/step/step_terms.hpp>

namespace sdkt::step {

/// Cross-entropy, and one distillation term per teacher with any selection and loss. Borrows the parts.
template <class Composition>
class autograd_losses {
  using selection_policy = decltype(Composition::selection);
  using loss_facts = compose::distill_loss_clauses<decltype(Composition::loss)>;
  static constexpr std::size_t num_teachers = decltype(Composition::teacher)::num_teachers;

 public:
  using targets_type = teacher_targets<num_teachers>;

  autograd_losses(const Composition& parts, double label_smoothing)
      : parts_{parts}, smoothing_{label_smoothing} {}

  /// The cross-entropy of the task images, which are the first B.
  ///
  /// Shapes: images_NE [N, E] of unit length, N at least B; texts_CE [C, E]; scale []; labels_B int64 [B].
  step_terms classify(const at::Tensor& images_NE, const at::Tensor& texts_CE, const at::Tensor& scale,
                      const at::Tensor& labels_B) const {
    return {.cross_entropy = cross_entropy(images_NE, texts_CE, scale, labels_B, smoothing_)};
  }

  /// Adds the distillation terms: the selection weighs the targets, the loss compares the student with each.
  ///
  /// Errors: shape_error if a policy returns weights of a wrong shape.
  void distil(const encoded& own, const targets_type& targets, step_terms& terms) const {
    if constexpr (num_teachers > 0) {
      const at::Tensor weights_RN = weigh(targets), weights_TN = weigh_texts(targets);
      for (std::size_t n = 0; n < num_teachers; ++n)
        terms.distillation.push_back(term(own, targets, weights_RN, weights_TN, n));
      terms.selection_R = weights_RN.select(1, 0);
    }
  }

 private:
  /// The selection's weights [R, N].
  at::Tensor weigh(const targets_type& targets) const {
    const at::NoGradGuard no_grad;
    at::Tensor weights_RN = parts_.selection.weights(targets);
    detail::expect_shape(
        "selection " + detail::policy_name(parts_.selection), weights_RN,
        {{"R", targets.teachers[0].images_RE.size(0)}, {"N", static_cast<std::int64_t>(num_teachers)}},
        "return one weight for every reference image and teacher");
    return weights_RN;
  }

  /// The selection's weights of the texts [T, N]; undefined for a loss without text weights.
  at::Tensor weigh_texts(const targets_type& targets) const {
    const at::NoGradGuard no_grad;
    if constexpr (!loss_facts::takes_column_weights) {
      return {};
    } else {
      const at::Tensor& texts_TE = targets.teachers[0].texts_TE;
      const auto count = static_cast<std::int64_t>(num_teachers);
      if constexpr (compose::selection_clauses<selection_policy, num_teachers>::has_column_weights) {
        at::Tensor weights_TN = parts_.selection.column_weights(targets);
        detail::expect_shape("selection " + detail::policy_name(parts_.selection) + ", column_weights",
                             weights_TN, {{"T", texts_TE.size(0)}, {"N", count}},
                             "return one weight for every text and teacher");
        return weights_TN;
      } else {
        return at::ones({texts_TE.size(0), count}, texts_TE.options());
      }
    }
  }

  /// The distillation term of teacher n.
  at::Tensor term(const encoded& own, const targets_type& targets, const at::Tensor& weights_RN,
                  const at::Tensor& weights_TN, std::size_t n) const {
    const auto column = static_cast<std::int64_t>(n);
    if constexpr (loss_facts::takes_column_weights) {
      return parts_.loss(own, targets.teachers[n], weights_RN.select(1, column),
                         weights_TN.select(1, column));
    } else {
      return parts_.loss(own, targets.teachers[n], weights_RN.select(1, column));
    }
  }

  const Composition& parts_;
  double smoothing_;
};

}  // namespace sdkt::step
