// SPDX-License-Identifier: MIT
//
// What the products of this machine reach: the yardstick of a step.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>

#include <sdkt/weights/views.hpp>

namespace step_bench {

/// Floating point operations a second of a product of two square matrices, the best of several.
inline double product_peak(sdkt::precision compute, std::int64_t size = 3072, int rounds = 5) {
  const at::ScalarType type = compute == sdkt::precision::bf16 ? at::kBFloat16 : at::kFloat;
  const at::Tensor left = at::randn({size, size}).to(type), right = at::randn({size, size}).to(type);
  double best = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    const at::Tensor product = at::matmul(left, right);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    const auto edge = static_cast<double>(size);
    best = std::max(best, 2 * edge * edge * edge / seconds.count());
  }
  return best;
}

}  // namespace step_bench
