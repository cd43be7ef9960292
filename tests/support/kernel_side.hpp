// SPDX-License-Identifier: MIT
//
// An implementation of the kernels, where its tensors lie, and how far two of them are apart.
#pragma once

#include <algorithm>
#include <cmath>

#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <sdkt/cuda/twin.hpp>

namespace sdkt_test {

/// A kernel set and where its tensors lie.
struct side {
  const sdkt::cuda::kernel_set& kernels;
  at::Device device;

  at::Tensor operator()(const at::Tensor& tensor) const { return tensor.to(device).contiguous(); }
  /// Outputs begin as not-a-number: what a kernel leaves out shows.
  at::Tensor poisoned(at::IntArrayRef shape) const {
    return at::full(shape, std::nan(""), at::TensorOptions{}.dtype(at::kFloat).device(device));
  }
};

inline side on_host() { return {sdkt::cuda::twin::kernels, at::kCPU}; }

/// The largest difference; not-a-number where one side alone is one.
inline double difference(const at::Tensor& found, const at::Tensor& expected) {
  const at::Tensor left = found.to(at::kCPU, at::kDouble), right = expected.to(at::kCPU, at::kDouble);
  const at::Tensor both_nan = left.isnan().logical_and(right.isnan());
  return left.sub(right).abs().masked_fill(both_nan, 0).max().item<double>();
}

/// The largest magnitude, not-a-number left out.
inline double magnitude(const at::Tensor& tensor) {
  const at::Tensor values = tensor.to(at::kCPU, at::kDouble);
  return values.masked_fill(values.isnan(), 0).abs().max().item<double>();
}

/// The largest difference as a share of the largest magnitude; not-a-number where one side alone is one.
inline double apart(const at::Tensor& found, const at::Tensor& expected) {
  return difference(found, expected) / std::max(1e-30, magnitude(expected));
}

}  // namespace sdkt_test
