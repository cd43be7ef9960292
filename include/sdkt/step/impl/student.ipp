// SPDX-License-Identifier: MIT
//
// Definitions of student.hpp.
#pragma once

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::step {

SDKT_INLINE student::student(const weight_layout& layout, trained_slices trained, const at::Tensor& weights_P,
                             precision compute, weight_range logit_scale)
    : trained_{std::move(trained)},
      weights_P_{weights_P.clone()},
      theta_{trained_.take(weights_P_)},
      gradient_{at::zeros_like(theta_)},
      whole_{theta_.detach().requires_grad_()} {
  whole_.mutable_grad() = gradient_;
  std::vector<at::Tensor> tensors;
  for (std::size_t slice = 0; slice < layout.slices().size(); ++slice) {
    if (const auto place = trained_.place(slice)) {
      at::Tensor leaf = weights::view_at(layout[slice], theta_, *place).detach().requires_grad_();
      leaf.mutable_grad() = weights::view_at(layout[slice], gradient_, *place);
      gradient_views_.push_back({tensors.size(), leaf.grad()});
      tensors.push_back(std::move(leaf));
      if (logit_scale.contains(layout[slice].offset))
        log_scales_.push_back(weights::view_at(layout[slice], theta_, *place));
    } else {
      tensors.push_back(view_slice(layout[slice], weights_P_));
    }
  }
  views_ = weight_views{std::move(tensors), compute};
}

SDKT_INLINE const at::Tensor& student::weights() {
  if (!trained_.is_range()) trained_.put(theta_, weights_P_);
  return weights_P_;
}

SDKT_INLINE weight_views student::with(const weight_layout& layout, const at::Tensor& teacher_Q) const {
  return view_weights(layout, weights_P_, trained_, teacher_Q, views_.compute());
}

SDKT_INLINE void student::limit_logit_scale(double largest) {
  for (at::Tensor& log_scale : log_scales_) log_scale.clamp_(0.0, std::log(largest));
}

SDKT_INLINE void student::check_gradients_are_views() const {
  const bool whole_is_view = whole_.grad().defined() && whole_.grad().data_ptr() == gradient_.data_ptr();
  if (!whole_is_view) refuse_replaced_gradient();
  for (const auto& [slice, view] : gradient_views_) {
    if (!views_[slice].grad().defined() || views_[slice].grad().data_ptr() != view.data_ptr()) {
      refuse_replaced_gradient();
    }
  }
}

SDKT_INLINE void student::refuse_replaced_gradient() {
  throw std::logic_error{
      "sdkt: a policy or extension replaced the gradient of a weight (backward with create_graph, or a "
      "reset .grad): add to the gradient in place instead"};
}

}  // namespace sdkt::step
