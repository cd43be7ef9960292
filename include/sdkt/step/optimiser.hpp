// SPDX-License-Identifier: MIT
//
// AdamW over the one flat vector that trains.
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/distributed/exact_sum.hpp>
#include <sdkt/distributed/processes.hpp>

namespace sdkt::step {

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
/// Of several processes each updates its own range of the weights, and gets the others' (ZeRO, arXiv 1910.02054, stage 1).
///
/// Shapes: theta, gradient [Q]; the state has two moments [Q], or those of the own range.
/// Source: Loshchilov and Hutter (arXiv 1711.05101); equal to torch.optim.AdamW to float rounding.
class adamw {
 public:
  static constexpr std::string_view name = "adamw";  ///< in a checkpoint
  adamw(const at::Tensor& theta, const adamw_options& options, distributed::processes group = {});

  /// Sets the rate of the following updates. It is separate from update() because a recorded
  /// update reads it on the device.
  void set_learning_rate(double learning_rate);

  /// One update of theta in place. Padding stays 0, because its gradient is 0. Of several processes, each needs the
  /// gradient of its own range only.
  void update(at::Tensor& theta, const at::Tensor& gradient);

  /// Moments are stored whole, so that any number of processes can restore them.
  void persist(archive& state);

 private:
  void update_range(at::Tensor& theta, const at::Tensor& gradient);
  void persist_moment(archive& state, const char* moment_name, at::Tensor& moment) const;

  adamw_options options_;
  distributed::processes group_;
  std::int64_t num_weights_;
  distributed::entry_range own_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
  at::Tensor step_;
  double learning_rate_ = 0;
  at::Tensor rate_;  // the learning rate where kernels read it
  const cuda::kernel_set* kernels_;
};

/// Scales a gradient down to a norm, if it is longer. Does not synchronise with the device.
///
/// Shapes: gradient_Q [Q]. With strands, each process has and scales its own range.
/// Source: equal to torch.nn.utils.clip_grad_norm_ over all parameters at once.
void clip_norm(at::Tensor& gradient_Q, double max_norm, const distributed::processes& group = {});

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/optimiser.ipp>
#endif
