// SPDX-License-Identifier: MIT
//
// AdamW over the one flat vector of weights, with everything else that touches each weight once a step.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// What an update reads and writes, P elements each; null for what is not wanted.
///
/// Learning rate and step are read from the device, so that a captured graph sees their values of each
/// replay. Bytes an element: 16 read and 12 written, 2 more for the shadow, 8 for an average, 4 for previous
/// weights.
struct adamw_call {
  float* theta;
  const float* gradient;
  float* first_moment;
  float* second_moment;
  std::int64_t size = 0;              ///< P
  const float* learning_rate;         ///< []
  const float* step;                  ///< [] updates so far, this one included
  double beta1 = 0.9, beta2 = 0.999;  ///< in double: 1 - 0.999F is wrong in the fifth digit
  float epsilon = 1e-8F, weight_decay = 0;

  std::uint16_t* shadow = nullptr;  ///< theta in bf16, for the products of the next step
  float* average = nullptr;         ///< average <- decay * average + (1 - decay) * theta
  float average_decay = 0;
  const float* previous = nullptr;  ///< adds 2 * pull * (theta - previous) to the gradient
  float pull = 0;
};

/// The nearest bfloat16, ties to even; not a number stays one.
SDKT_KERNEL_CODE inline std::uint16_t to_bf16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  if (value != value) return 0x7FC0U;
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

namespace kernel {

/// What all elements of an update share.
struct adamw_factors {
  float learning_rate, step_size, inverse_root;
  float beta2, rest1, rest2;  ///< beta2, 1 - beta1, 1 - beta2
};

SDKT_KERNEL_CODE inline adamw_factors factors_of(const adamw_call& call) {
  // In double: 1 - 0.999^step loses most of its digits in fp32.
  const double step = static_cast<double>(*call.step);
  const double first = 1.0 - pow(call.beta1, step);
  const double second = 1.0 - pow(call.beta2, step);
  const float rate = *call.learning_rate;
  return {rate,
          static_cast<float>(static_cast<double>(rate) / first),
          static_cast<float>(1.0 / sqrt(second)),
          static_cast<float>(call.beta2),
          static_cast<float>(1.0 - call.beta1),
          static_cast<float>(1.0 - call.beta2)};
}

/// One element.
///
/// Source: Loshchilov and Hutter (arXiv 1711.05101), in the order of operations of torch.optim.AdamW.
SDKT_KERNEL_CODE inline void update_weight(const adamw_call& call, const adamw_factors& factors,
                                           std::int64_t index) {
  float theta = call.theta[index];
  float gradient = call.gradient[index];
  if (call.previous != nullptr) gradient += 2.0F * call.pull * (theta - call.previous[index]);
  theta -= factors.learning_rate * call.weight_decay * theta;
  const float first = call.first_moment[index] + factors.rest1 * (gradient - call.first_moment[index]);
  const float second = factors.beta2 * call.second_moment[index] + factors.rest2 * gradient * gradient;
  theta -= factors.step_size * first / (sqrtf(second) * factors.inverse_root + call.epsilon);
  call.theta[index] = theta;
  call.first_moment[index] = first;
  call.second_moment[index] = second;
  if (call.shadow != nullptr) call.shadow[index] = to_bf16(theta);
  if (call.average != nullptr)
    call.average[index] = call.average_decay * call.average[index] + (1.0F - call.average_decay) * theta;
}

}  // namespace kernel

}  // namespace sdkt::cuda
