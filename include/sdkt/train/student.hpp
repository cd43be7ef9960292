// SPDX-License-Identifier: MIT
//
// The network that learns: flat weights, flat gradient, and leaves that are views of both.
#pragma once

#include <stdexcept>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/weights/layout.hpp>
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
  student(const weight_layout& layout, weight_range trained, const at::Tensor& weights_P, precision compute)
      : trained_{trained},
        weights_P_{weights_P.clone()},
        theta_{at::narrow(weights_P_, 0, trained.begin, trained.size())},
        gradient_{at::zeros_like(theta_)},
        whole_{theta_.detach().requires_grad_()} {
    whole_.mutable_grad() = gradient_;
    std::vector<at::Tensor> tensors;
    for (const auto& slice : layout.slices()) {
      if (trained.contains(slice.offset)) {
        at::Tensor leaf = view_slice(slice, theta_, trained.begin).detach().requires_grad_();
        leaf.mutable_grad() = view_slice(slice, gradient_, trained.begin);
        gradient_views_.push_back({tensors.size(), leaf.grad()});
        tensors.push_back(std::move(leaf));
      } else {
        tensors.push_back(view_slice(slice, weights_P_));
      }
    }
    views_ = weight_views{std::move(tensors), compute};
  }

  weight_range trained() const noexcept { return trained_; }

  /// All weights [P], those that train and those that do not.
  const at::Tensor& weights() const noexcept { return weights_P_; }

  /// The weights that train [Q], without a graph; writing them trains the student.
  at::Tensor& theta() noexcept { return theta_; }
  const at::Tensor& theta() const noexcept { return theta_; }

  /// The same vector as one leaf, for penalties written with autograd.
  const at::Tensor& whole() const noexcept { return whole_; }

  at::Tensor& gradient() noexcept { return gradient_; }
  const weight_views& views() const noexcept { return views_; }

  void zero_gradient() { gradient_.zero_(); }

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

  weight_range trained_;
  at::Tensor weights_P_;
  at::Tensor theta_;
  at::Tensor gradient_;
  at::Tensor whole_;
  weight_views views_;
  std::vector<std::pair<std::size_t, at::Tensor>> gradient_views_;
};

}  // namespace sdkt
