// SPDX-License-Identifier: MIT
//
// The losses of a step: by kernels if they support the policies, else by autograd.
#pragma once

#include <optional>

#include <ATen/core/Tensor.h>

#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/encoded.hpp>
#include <sdkt/step/autograd_losses.hpp>
#include <sdkt/step/fused_losses.hpp>
#include <sdkt/step/step_terms.hpp>

namespace sdkt::step {

/// The losses of the steps of one task. Borrows the parts.
///
/// The first step decides between kernels and autograd. The decision depends on policies, device, classes and
/// trained weights, which stay the same for the task.
template <class Composition>
class losses {
 public:
  using targets_type = typename autograd_losses<Composition>::targets_type;

  losses(const Composition& parts, const at::Device& device, double label_smoothing)
      : by_autograd_{parts, label_smoothing}, by_kernels_{parts, device, label_smoothing} {}

  /// The cross-entropy of the task images, which are the first B.
  ///
  /// Shapes: images_NE [N, E] of unit length, N at least B; texts_CE [C, E]; scale []; labels_B int64 [B].
  step_terms classify(const at::Tensor& images_NE, const at::Tensor& texts_CE, const at::Tensor& scale,
                      const at::Tensor& labels_B) {
    if (!uses_kernels_) uses_kernels_ = by_kernels_.take(images_NE, texts_CE, scale);
    return *uses_kernels_ ? by_kernels_.classify(images_NE, texts_CE, scale, labels_B)
                          : by_autograd_.classify(images_NE, texts_CE, scale, labels_B);
  }

  /// Adds one distillation term per teacher to the terms of classify.
  ///
  /// Errors: shape_error if a policy returns weights of a wrong shape.
  void distil(const encoded& own, const targets_type& targets, step_terms& terms) const {
    if (uses_kernels_.value()) {
      by_kernels_.distil(own.images_RE, targets, terms);
    } else {
      by_autograd_.distil(own, targets, terms);
    }
  }

 private:
  autograd_losses<Composition> by_autograd_;
  fused_losses<Composition> by_kernels_;
  std::optional<bool> uses_kernels_;  // empty before the first step
};

}  // namespace sdkt::step
