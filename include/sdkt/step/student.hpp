// SPDX-License-Identifier: MIT
//
// The network that learns: flat weights, flat gradient, and leaves that are views of both.
#pragma once

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt {

/// The student of a run. One flat vector holds all its weights; the trained range of it has a gradient.
///
/// Every trained tensor is a leaf whose value is a view of theta and whose gradient is a view of the flat
/// gradient, so backward accumulates into place, and an optimiser, a penalty or a norm is one operation on
/// flat vectors. Between a forward and its backward nothing may write theta.
class student {
 public:
  /// Shapes: weights_P [P], all weights of the layout; a copy is taken.
  /// logit_scale: the range of the log of the factor on cosines.
  student(const weight_layout& layout, trained_slices trained, const at::Tensor& weights_P, precision compute,
          weight_range logit_scale = {})
      : trained_{std::move(trained)},
        weights_P_{weights_P.clone()},
        theta_{trained_.take(weights_P_)},
        gradient_{at::zeros_like(theta_)},
        whole_{theta_.detach().requires_grad_()} {
    whole_.mutable_grad() = gradient_;
    std::vector<at::Tensor> tensors;
    for (std::size_t slice = 0; slice < layout.slices().size(); ++slice) {
      if (const auto place = trained_.place(slice)) {
        at::Tensor leaf = view_at(layout[slice], theta_, *place).detach().requires_grad_();
        leaf.mutable_grad() = view_at(layout[slice], gradient_, *place);
        gradient_views_.push_back({tensors.size(), leaf.grad()});
        tensors.push_back(std::move(leaf));
        if (logit_scale.contains(layout[slice].offset))
          log_scales_.push_back(view_at(layout[slice], theta_, *place));
      } else {
        tensors.push_back(view_slice(layout[slice], weights_P_));
      }
    }
    views_ = weight_views{std::move(tensors), compute};
  }

  const trained_slices& trained() const noexcept { return trained_; }

  /// All weights [P] with those that train in their places.
  const at::Tensor& weights() {
    if (!trained_.is_range()) trained_.put(theta_, weights_P_);
    return weights_P_;
  }

  /// Views of a whole model whose trained weights are a teacher's [Q]: what does not train is shared.
  weight_views with(const weight_layout& layout, const at::Tensor& teacher_Q) const {
    return view_weights(layout, weights_P_, trained_, teacher_Q, views_.compute());
  }

  /// The weights that train [Q], without a graph; writing them trains the student.
  at::Tensor& theta() noexcept { return theta_; }
  const at::Tensor& theta() const noexcept { return theta_; }

  /// The same vector as one leaf, for penalties written with autograd.
  const at::Tensor& whole() const noexcept { return whole_; }

  at::Tensor& gradient() noexcept { return gradient_; }
  const weight_views& views() const noexcept { return views_; }

  void zero_gradient() { gradient_.zero_(); }

  /// Keeps a logit scale that trains from 1 to `largest`.
  ///
  /// Source: CLIP (arXiv 2103.00020), section 2.5: clipped to prevent scaling the logits by more than 100.
  void limit_logit_scale(double largest) {
    for (at::Tensor& log_scale : log_scales_) log_scale.clamp_(0.0, std::log(largest));
  }

  /// Throws std::logic_error if something replaced a leaf's gradient, which would then train nothing,
  /// silently.
  void check_gradients_are_views() const {
    const bool whole_is_view = whole_.grad().defined() && whole_.grad().data_ptr() == gradient_.data_ptr();
    if (!whole_is_view) refuse_replaced_gradient();
    for (const auto& [slice, view] : gradient_views_) {
      if (!views_[slice].grad().defined() || views_[slice].grad().data_ptr() != view.data_ptr()) {
        refuse_replaced_gradient();
      }
    }
  }

 private:
  [[noreturn]] static void refuse_replaced_gradient() {
    throw std::logic_error{
        "sdkt: a policy or extension replaced the gradient of a weight (backward with create_graph, or a "
        "reset "
        ".grad): add to the gradient in place instead"};
  }

  trained_slices trained_;
  at::Tensor weights_P_;
  at::Tensor theta_;
  at::Tensor gradient_;
  at::Tensor whole_;
  weight_views views_;
  std::vector<std::pair<std::size_t, at::Tensor>> gradient_views_;
  std::vector<at::Tensor> log_scales_;  // views of theta; empty where the logit scale is frozen
};

}  // namespace sdkt
