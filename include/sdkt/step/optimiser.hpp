// SPDX-License-Identifier: MIT
//
// AdamW over the one flat vector that trains.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/tensor.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/device/kernel_calls.hpp>
#include <sdkt/device/trusted_kernels.hpp>

namespace sdkt {

/// Constants of AdamW that no published recipe here changes.
struct adamw_options {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 5e-4;  ///< on every trained parameter: biases, norms and the class token too
};

/// AdamW with decoupled weight decay: one fused pass over weights, gradient and two moments, by LibTorch's
/// kernel or, where target sdkt::cuda is linked and the weights are on a device, by its own.
///
/// Shapes: theta, gradient [P]; two moments [P] of state.
/// Source: Loshchilov and Hutter (arXiv 1711.05101); equal to torch.optim.AdamW to float rounding.
class adamw {
 public:
  static constexpr std::string_view name = "adamw";  ///< in a checkpoint
  adamw(const at::Tensor& theta, const adamw_options& options)
      : options_{options},
        first_moment_{at::zeros_like(theta)},
        second_moment_{at::zeros_like(theta)},
        step_{at::zeros({}, theta.options().dtype(at::kFloat))},
        rate_{at::zeros_like(step_)},
        kernels_{theta.scalar_type() == at::kFloat ? trusted_kernels(theta.device()) : nullptr} {}

  /// Of the updates that follow. Apart from them, for a recorded update reads it on the device.
  void set_learning_rate(double learning_rate) {
    learning_rate_ = learning_rate;
    if (kernels_ != nullptr) rate_.fill_(learning_rate);
  }

  /// One update of theta in place. Padding stays 0: its gradient is 0.
  void update(at::Tensor& theta, const at::Tensor& gradient) {
    step_.add_(1);
    if (kernels_ != nullptr) {
      detail::update_by(*kernels_, theta, gradient, first_moment_, second_moment_, rate_, step_,
                        {options_.beta1, options_.beta2, options_.epsilon, options_.weight_decay});
    } else {
      at::_fused_adamw_({theta}, {gradient}, {first_moment_}, {second_moment_}, /*max_exp_avg_sqs=*/{},
                        {step_}, learning_rate_, options_.beta1, options_.beta2, options_.weight_decay,
                        options_.epsilon,
                        /*amsgrad=*/false, /*maximize=*/false);
    }
    // Fused kernels write without telling autograd; leaves that share this storage must notice.
    theta.unsafeGetTensorImpl()->bump_version();
  }

  void persist(archive& state) {
    state("first_moment", first_moment_);
    state("second_moment", second_moment_);
    state("step", step_);
  }

 private:
  adamw_options options_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
  at::Tensor step_;
  double learning_rate_ = 0;
  at::Tensor rate_;  // the same, where kernels read it
  const cuda::kernel_set* kernels_;
};

/// Scales a gradient down to a norm, if it is longer. Waits for no number.
///
/// Shapes: gradient_Q [Q]. Source: equal to torch.nn.utils.clip_grad_norm_ over all parameters at once.
inline void clip_norm(at::Tensor& gradient_Q, double max_norm) {
  const at::Tensor norm = at::linalg_vector_norm(gradient_Q, 2);
  gradient_Q.mul_(norm.add(1e-6).reciprocal_().mul_(max_norm).clamp_max_(1.0));
}

}  // namespace sdkt
