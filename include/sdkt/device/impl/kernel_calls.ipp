// SPDX-License-Identifier: MIT
//
// Definitions of kernel_calls.hpp.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <c10/core/DeviceGuard.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/kernel_calls.hpp>

namespace sdkt::detail {

SDKT_INLINE at::Tensor number_beside(const at::Tensor& tensor, double value) {
  return at::full({}, value, tensor.options().dtype(at::kFloat).requires_grad(false));
}

SDKT_INLINE at::Tensor classify_by(const cuda::kernel_set& kernels, const at::Tensor& images_NE,
                                   const at::Tensor& texts_CE, const at::Tensor& scale,
                                   const at::Tensor& labels_B, double smoothing, at::Tensor& gradient_NE) {
  const c10::DeviceGuard guard{images_NE.device()};
  const at::Tensor images = images_NE.contiguous(), texts = texts_CE.to(at::kFloat).contiguous();
  const at::Tensor factor = scale.to(at::kFloat).contiguous(), labels = labels_B.contiguous();
  at::Tensor losses_B = at::empty({labels.size(0)}, images.options().requires_grad(false));
  cuda::cross_entropy_call call{};
  call.images = images.const_data_ptr<float>();
  call.texts = texts.const_data_ptr<float>();
  call.labels = labels.const_data_ptr<std::int64_t>();
  call.scale = factor.const_data_ptr<float>();
  call.batch = labels.size(0);
  call.width = images.size(1);
  call.classes = texts.size(0);
  call.smoothing = static_cast<float>(smoothing);
  call.gradient = gradient_NE.mutable_data_ptr<float>();
  call.losses = losses_B.mutable_data_ptr<float>();
  kernels.cosine_cross_entropy(call, kernels.current_stream());
  return losses_B;
}

SDKT_INLINE void update_by(const cuda::kernel_set& kernels, at::Tensor& theta, const at::Tensor& gradient,
                           at::Tensor& first_moment, at::Tensor& second_moment,
                           const at::Tensor& learning_rate, const at::Tensor& step,
                           const update_constants& constants) {
  const c10::DeviceGuard guard{theta.device()};
  cuda::adamw_call call{};
  call.theta = theta.mutable_data_ptr<float>();
  call.gradient = gradient.const_data_ptr<float>();
  call.first_moment = first_moment.mutable_data_ptr<float>();
  call.second_moment = second_moment.mutable_data_ptr<float>();
  call.size = theta.numel();
  call.learning_rate = learning_rate.const_data_ptr<float>();
  call.step = step.const_data_ptr<float>();
  call.beta1 = constants.beta1;
  call.beta2 = constants.beta2;
  call.epsilon = static_cast<float>(constants.epsilon);
  call.weight_decay = static_cast<float>(constants.weight_decay);
  kernels.update_weights(call, kernels.current_stream());
}

}  // namespace sdkt::detail
