// SPDX-License-Identifier: MIT
//
// The speed of matrix products on this machine, with which a step is compared.
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>

#include "device_clock.hpp"
#include <sdkt/weights/views.hpp>

namespace timing {

/// Floating point operations per second of a product of two square matrices, the best of several.
inline double product_peak(sdkt::precision compute, const at::Device& device, int rounds = 5) {
  const std::int64_t size = device.is_cuda() ? 8192 : 3072;
  const at::ScalarType type = compute == sdkt::precision::bf16 ? at::kBFloat16 : at::kFloat;
  const at::Tensor left = at::randn({size, size}).to(device, type),
                   right = at::randn({size, size}).to(device, type);
  double best = 0;
  for (int round = 0; round < rounds; ++round) {
    const timing::device_clock clock{device};
    const at::Tensor product = at::matmul(left, right);
    const auto edge = static_cast<double>(size);
    best = std::max(best, 2 * edge * edge * edge / clock.seconds());
  }
  return best;
}

}  // namespace timing
