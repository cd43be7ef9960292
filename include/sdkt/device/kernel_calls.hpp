// SPDX-License-Identifier: MIT
//
// Calls of the kernels with tensors as arguments, one function per kernel. Each makes the device of its
// tensors current, because a kernel runs on the current device and stream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <c10/core/DeviceGuard.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt::detail {

/// A number as an fp32 tensor [] on the device of another tensor, from which a kernel can read it.
at::Tensor number_beside(const at::Tensor& tensor, double value);

/// Cross-entropy of images over texts, with the gradient of its mean. See cuda::cross_entropy_call.
///
/// Shapes: images [N, E], of which the first B are classified; texts_CE [C, E], unit length; scale []; labels
/// [B]; gradient_NE [N, E], contiguous, of which the first B rows are written -> losses [B].
at::Tensor classify_by(const cuda::kernel_set& kernels, const at::Tensor& images_NE,
                       const at::Tensor& texts_CE, const at::Tensor& scale, const at::Tensor& labels_B,
                       double smoothing, at::Tensor& gradient_NE);

/// The result of a distillation kernel.
struct distilled {
  at::Tensor weights_RN;
  at::Tensor means_2N;  ///< row 0: the terms; row 1: the mean weights
};

/// Distillation from N teachers, with its gradient. See cuda::distillation_call.
///
/// launch(call) must launch the kernel of a selection.
///
/// Shapes: student and teachers [R, E]; gradient_RE [R, E], contiguous.
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

/// Constants of AdamW.
struct update_constants {
  double beta1, beta2, epsilon, weight_decay;
};

/// One update of AdamW. See cuda::adamw_call.
///
/// Shapes: theta, gradient, moments [P], contiguous; learning_rate, step [].
void update_by(const cuda::kernel_set& kernels, at::Tensor& theta, const at::Tensor& gradient,
               at::Tensor& first_moment, at::Tensor& second_moment, const at::Tensor& learning_rate,
               const at::Tensor& step, const update_constants& constants);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/device/impl/kernel_calls.ipp>
#endif
