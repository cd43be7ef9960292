// SPDX-License-Identifier: MIT
//
// AdamW over the flat vector of weights, with everything else that touches each weight once per step.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// The arrays that an update reads and writes, P elements each, and its constants. Optional arrays are null
/// if not wanted.
///
/// Learning rate and step are read from the device, so that each replay of a captured graph sees their
/// current values.
///
/// Memory: per element 16 bytes read and 12 written; 2 more for the shadow, 8 for an average, 4 for previous
/// weights.
struct adamw_call {
  float* theta;
  const float* gradient;
  float* first_moment;
  float* second_moment;
  std::int64_t size = 0;              ///< P
  const float* learning_rate;         ///< []
  const float* step;                  ///< [] number of updates, including this one
  double beta1 = 0.9, beta2 = 0.999;  ///< in double: 1 - 0.999F is wrong in the fifth digit
  float epsilon = 1e-8F, weight_decay = 0;

  std::uint16_t* shadow = nullptr;  ///< theta in bf16, for the matrix products of the next step
  float* average = nullptr;         ///< average <- decay * average + (1 - decay) * theta
  float average_decay = 0;
  const float* previous = nullptr;  ///< adds 2 * pull * (theta - previous) to the gradient
  float pull = 0;
};

/// The nearest bfloat16, ties to even. NaN stays NaN.
SDKT_KERNEL_CODE inline std::uint16_t to_bf16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  if (value != value) return 0x7FC0U;
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

namespace kernel {

/// Factors that all elements of an update share.
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

/// `Count` numbers that are read and written in one access. They must be aligned to their total size.
template <int Count>
struct alignas(Count * sizeof(float)) pack {
  float value[Count];
};

template <int Count>
SDKT_KERNEL_CODE inline pack<Count> pack_at(const float* numbers, std::int64_t index) {
  return *reinterpret_cast<const pack<Count>*>(numbers + index);
}
template <int Count>
SDKT_KERNEL_CODE inline void put(float* numbers, std::int64_t index, const pack<Count>& values) {
  *reinterpret_cast<pack<Count>*>(numbers + index) = values;
}

/// Elements that one thread updates at a time.
inline constexpr int update_width = 4;

/// Whether all arrays that every update uses are aligned for packs.
SDKT_KERNEL_CODE inline bool is_aligned(const adamw_call& call) {
  const auto address = [](const void* place) { return reinterpret_cast<std::uintptr_t>(place); };
  const std::uintptr_t all =
      address(call.theta) | address(call.gradient) | address(call.first_moment) | address(call.second_moment);
  return all % sizeof(pack<update_width>) == 0;
}

/// Updates `Count` elements, beginning at index.
///
/// Source: Loshchilov and Hutter (arXiv 1711.05101), in the order of operations of torch.optim.AdamW.
template <int Count>
SDKT_KERNEL_CODE inline void update_weights(const adamw_call& call, const adamw_factors& factors,
                                            std::int64_t index) {
  pack<Count> theta = pack_at<Count>(call.theta, index);
  pack<Count> first = pack_at<Count>(call.first_moment, index);
  pack<Count> second = pack_at<Count>(call.second_moment, index);
  const pack<Count> gradients = pack_at<Count>(call.gradient, index);
  for (int i = 0; i < Count; ++i) {
    float gradient = gradients.value[i];
    float weight = theta.value[i];
    if (call.previous != nullptr) gradient += 2.0F * call.pull * (weight - call.previous[index + i]);
    weight -= factors.learning_rate * call.weight_decay * weight;
    first.value[i] += factors.rest1 * (gradient - first.value[i]);
    second.value[i] = factors.beta2 * second.value[i] + factors.rest2 * gradient * gradient;
    weight -=
        factors.step_size * first.value[i] / (sqrtf(second.value[i]) * factors.inverse_root + call.epsilon);
    theta.value[i] = weight;
    if (call.shadow != nullptr) call.shadow[index + i] = to_bf16(weight);
    if (call.average != nullptr)
      call.average[index + i] =
          call.average_decay * call.average[index + i] + (1.0F - call.average_decay) * weight;
  }
  put(call.theta, index, theta);
  put(call.first_moment, index, first);
  put(call.second_moment, index, second);
}

/// Updates the share of one of `threads` threads: in packs if the arrays are aligned, and the remaining
/// elements one by one.
SDKT_KERNEL_CODE inline void update_share(const adamw_call& call, const adamw_factors& factors,
                                          std::int64_t thread, std::int64_t threads) {
  const std::int64_t packs = is_aligned(call) ? call.size / update_width : 0;
  for (std::int64_t place = thread; place < packs; place += threads)
    update_weights<update_width>(call, factors, place * update_width);
  for (std::int64_t index = packs * update_width + thread; index < call.size; index += threads)
    update_weights<1>(call, factors, index);
}

}  // namespace kernel

}  // namespace sdkt::cuda
