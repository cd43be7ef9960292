// SPDX-License-Identifier: MIT
//
// Both implementations of the kernels, and the device that one of them is for.
#pragma once

#include <cmath>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <catch2/catch_test_macros.hpp>

#include <sdkt/cuda/twin.hpp>
#include <sdkt/train/device.hpp>

namespace sdkt_test {

/// Skips a test where there is no device.
inline at::Device device_or_skip() {
  if (!sdkt::has_cuda()) SKIP("no CUDA device is visible");
  return at::Device{at::kCUDA, 0};
}

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
inline side on_device() {
  const at::Device device = device_or_skip();
  REQUIRE(sdkt::cuda::kernels_for(/*is_on_device=*/true) != nullptr);
  return {*sdkt::cuda::kernels_for(true), device};
}

/// The largest difference as a share of the largest magnitude; not-a-number where one side alone is one.
inline double apart(const at::Tensor& device, const at::Tensor& host) {
  const at::Tensor found = device.to(at::kCPU, at::kDouble), expected = host.to(at::kDouble);
  const at::Tensor both_nan = found.isnan().logical_and(expected.isnan());
  const at::Tensor difference = found.sub(expected).abs().masked_fill(both_nan, 0);
  return difference.max().item<double>() /
         std::max(1e-30, expected.masked_fill(expected.isnan(), 0).abs().max().item<double>());
}

}  // namespace sdkt_test
