// SPDX-License-Identifier: MIT
//
// AdamW over the one flat vector that trains.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt {

/// Constants of AdamW; no published recipe of this library changes them.
struct adamw_options {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 5e-4;  ///< on every trained parameter, also biases, norms and the class token
};

/// AdamW with decoupled weight decay: one fused pass over weights, gradient and two moments. It uses
/// LibTorch's kernel or, if target sdkt::cuda is linked and the weights are on a device, its own.
///
/// Shapes: theta, gradient [Q]; the state has two moments [Q].
/// Source: Loshchilov and Hutter (arXiv 1711.05101); equal to torch.optim.AdamW to float rounding.
class adamw {
 public:
  static constexpr std::string_view name = "adamw";  ///< in a checkpoint
  adamw(const at::Tensor& theta, const adamw_options& options);

  /// Sets the rate of the following updates. It is separate from update() because a recorded
  /// update reads it on the device.
  void set_learning_rate(double learning_rate);

  /// One update of theta in place. Padding stays 0, because its gradient is 0.
  void update(at::Tensor& theta, const at::Tensor& gradient);

  void persist(archive& state);

 private:
  adamw_options options_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
  at::Tensor step_;
  double learning_rate_ = 0;
  at::Tensor rate_;  // the learning rate where kernels read it
  const cuda::kernel_set* kernels_;
};

/// Scales a gradient down to a norm, if it is longer. Does not synchronise with the device.
///
/// Shapes: gradient_Q [Q].
/// Source: equal to torch.nn.utils.clip_grad_norm_ over all parameters at once.
void clip_norm(at::Tensor& gradient_Q, double max_norm);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/optimiser.ipp>
#endif
