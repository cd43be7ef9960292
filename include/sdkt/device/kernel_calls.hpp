// SPDX-License-Identifier: MIT
//
// Tensors to the arguments of kernels: one function a kernel. Each makes the device of its tensors current,
// for a kernel runs on the current device and stream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <c10/core/DeviceGuard.h>

#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt::detail {

/// [] on the device of a tensor, where a kernel reads it.
inline at::Tensor number_beside(const at::Tensor& tensor, double value) {
  return at::full({}, value, tensor.options().dtype(at::kFloat).requires_grad(false));
}

/// Cross-entropy of images among texts, with the gradient of its mean. See cuda::cross_entropy_call.
///
/// Shapes: images [N, E], of which the first B, the rows of labels_B, are classified; texts_CE [C, E] of unit
/// length; scale []; gradient_NE [N, E], contiguous, of which B rows are written -> losses [B].
inline at::Tensor classify_by(const cuda::kernel_set& kernels, const at::Tensor& images_NE,
                              const at::Tensor& texts_CE, const at::Tensor& scale, const at::Tensor& labels_B,
                              double smoothing, at::Tensor& gradient_NE) {
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

/// What a kernel of distillation gives.
struct distilled {
  at::Tensor weights_RN;
  at::Tensor means_2N;  ///< the terms, then the mean weights
};

/// Distillation from N teachers, with its gradient. See cuda::distillation_call.
///
/// Shapes: student and teachers [R, E]; gradient_RE the same, contiguous.
/// launch: calls the kernel of a selection with a filled call.
template <std::size_t N, class Launch>
distilled distil_by(const at::Tensor& student_RE, const std::array<at::Tensor, N>& teachers_RE,
                    const std::array<double, N>& strengths, at::Tensor& gradient_RE, const Launch& launch) {
  constexpr auto count = static_cast<std::int64_t>(N);
  const c10::DeviceGuard guard{student_RE.device()};
  const at::Tensor student = student_RE.contiguous();
  const auto options = student.options().requires_grad(false);
  distilled result{at::empty({student.size(0), count}, options), at::empty({2, count}, options)};
  at::Tensor terms_RN = at::empty_like(result.weights_RN);
  std::array<at::Tensor, N> teachers;
  cuda::distillation_call<static_cast<int>(N)> call{};
  call.student = student.const_data_ptr<float>();
  for (std::size_t n = 0; n < N; ++n) {
    teachers[n] = teachers_RE[n].to(at::kFloat).contiguous();
    call.teachers[n] = teachers[n].template const_data_ptr<float>();
    call.strengths[n] = static_cast<float>(strengths[n]);
  }
  call.images = student.size(0);
  call.width = student.size(1);
  call.gradient = gradient_RE.mutable_data_ptr<float>();
  call.weights = result.weights_RN.mutable_data_ptr<float>();
  call.terms = terms_RN.mutable_data_ptr<float>();
  call.means = result.means_2N.mutable_data_ptr<float>();
  launch(call);
  return result;
}

/// Constants of an update.
struct update_constants {
  double beta1, beta2, epsilon, weight_decay;
};

/// One update of AdamW. See cuda::adamw_call.
///
/// Shapes: theta, gradient, moments [P], contiguous; learning_rate, step [].
inline void update_by(const cuda::kernel_set& kernels, at::Tensor& theta, const at::Tensor& gradient,
                      at::Tensor& first_moment, at::Tensor& second_moment, const at::Tensor& learning_rate,
                      const at::Tensor& step, const update_constants& constants) {
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
