// SPDX-License-Identifier: MIT
//
// Definitions of optimiser.hpp.
#pragma once

#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/device/kernel_calls.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/distributed/exact_sum.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/step/optimiser.hpp>

namespace sdkt::step {

SDKT_INLINE adamw::adamw(const at::Tensor& theta, const adamw_options& options, distributed::processes group)
    : options_{options},
      group_{std::move(group)},
      num_weights_{theta.size(0)},
      own_{distributed::range_of_process(num_weights_, group_.rank(), group_.size())},
      first_moment_{at::zeros_like(own_.of(theta))},
      second_moment_{at::zeros_like(own_.of(theta))},
      step_{at::zeros({}, theta.options().dtype(at::kFloat))},
      rate_{at::zeros_like(step_)},
      kernels_{theta.scalar_type() == at::kFloat ? device::trusted_kernels(theta.device()) : nullptr} {}

SDKT_INLINE void adamw::set_learning_rate(double learning_rate) {
  learning_rate_ = learning_rate;
  if (kernels_ != nullptr) rate_.fill_(learning_rate);
}

SDKT_INLINE void adamw::update(at::Tensor& theta, const at::Tensor& gradient) {
  step_.add_(1);
  if (group_.are_several()) {
    at::Tensor own_theta = own_.of(theta);
    update_range(own_theta, own_.of(gradient));
    distributed::gather_by_doubling(group_, theta);
  } else {
    update_range(theta, gradient);
  }
  // Fused kernels do not notify autograd: raise the version for leaves that share this storage.
  theta.unsafeGetTensorImpl()->bump_version();
}

SDKT_INLINE void adamw::update_range(at::Tensor& theta, const at::Tensor& gradient) {
  if (kernels_ != nullptr) {
    detail::update_by(*kernels_, theta, gradient, first_moment_, second_moment_, rate_, step_,
                      {options_.beta1, options_.beta2, options_.epsilon, options_.weight_decay});
  } else {
    at::_fused_adamw_({theta}, {gradient}, {first_moment_}, {second_moment_}, /*max_exp_avg_sqs=*/{}, {step_},
                      learning_rate_, options_.beta1, options_.beta2, options_.weight_decay, options_.epsilon,
                      /*amsgrad=*/false, /*maximize=*/false);
  }
}

SDKT_INLINE void adamw::persist_moment(archive& state, const char* moment_name, at::Tensor& moment) const {
  if (!group_.are_several()) return state(moment_name, moment);
  at::Tensor whole = at::zeros({num_weights_}, moment.options());
  own_.of(whole).copy_(moment);
  if (!state.restores()) distributed::gather_by_doubling(group_, whole);
  state(moment_name, whole);
  if (state.restores()) moment = own_.of(whole).clone();
}

SDKT_INLINE void adamw::persist(archive& state) {
  persist_moment(state, "first_moment", first_moment_);
  persist_moment(state, "second_moment", second_moment_);
  state("step", step_);
}

SDKT_INLINE void clip_norm(at::Tensor& gradient_Q, double max_norm, const distributed::processes& group) {
  const at::Tensor norm =
      group.has_strands() ? distributed::squared_norm(group, gradient_Q).sqrt_().to(gradient_Q.scalar_type())
                          : at::linalg_vector_norm(gradient_Q, 2);
  at::Tensor own = gradient_Q;
  if (group.are_several())
    own = distributed::range_of_process(gradient_Q.size(0), group.rank(), group.size()).of(gradient_Q);
  own.mul_(norm.add(1e-6).reciprocal_().mul_(max_norm).clamp_max_(1.0));
}

}  // namespace sdkt::step
