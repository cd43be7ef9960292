// SPDX-License-Identifier: MIT
//
// The network that learns: flat weights, flat gradient, and leaves that are views of both.
#pragma once

#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::step {

/// The student of a run. One flat vector holds all its weights; the trained range of
/// this vector has a gradient.
///
/// Every trained tensor is a leaf whose value is a view of theta and whose gradient is a view of the flat
/// gradient. So backward accumulates in place, and an optimiser, a penalty or a norm is one operation on flat
/// vectors. Between a forward and its backward nothing may write theta.
class student {
 public:
  /// The weights are copied.
  ///
  /// Shapes: weights_P [P], all weights of the layout. logit_scale: the range of the log of the logit scale.
  student(const weight_layout& layout, trained_slices trained, const at::Tensor& weights_P, precision compute,
          weight_range logit_scale = {});

  const trained_slices& trained() const noexcept { return trained_; }

  /// All weights [P], with the current values of the trained ones.
  [[nodiscard]] const at::Tensor& weights();

  /// Views of a whole model whose trained weights are a teacher's [Q]; weights that do not train are shared.
  weight_views with(const weight_layout& layout, const at::Tensor& teacher_Q) const;

  /// The weights that train [Q], without a graph; writing them trains the student.
  at::Tensor& theta() noexcept { return theta_; }
  const at::Tensor& theta() const noexcept { return theta_; }

  /// The trained weights as one leaf, for penalties written with autograd.
  const at::Tensor& whole() const noexcept { return whole_; }

  at::Tensor& gradient() noexcept { return gradient_; }
  const weight_views& views() const noexcept { return views_; }

  void zero_gradient() { gradient_.zero_(); }

  /// Limits a logit scale that trains to the range from 1 to `largest`.
  ///
  /// Source: CLIP (arXiv 2103.00020), section 2.5: clipped to prevent scaling the logits by more than 100.
  void limit_logit_scale(double largest);

  /// Throws std::logic_error if the gradient of a leaf was replaced: the leaf would silently not train.
  void check_gradients_are_views() const;

 private:
  [[noreturn]] static void refuse_replaced_gradient();

  trained_slices trained_;
  at::Tensor weights_P_;
  at::Tensor theta_;
  at::Tensor gradient_;
  at::Tensor whole_;
  weight_views views_;
  std::vector<std::pair<std::size_t, at::Tensor>> gradient_views_;
  std::vector<at::Tensor> log_scales_;  // views of theta; empty if the logit scale is frozen
};

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/student.ipp>
#endif
