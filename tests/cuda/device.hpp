// SPDX-License-Identifier: MIT
//
// The device that tests run on, and its implementation of the kernels.
#pragma once

#include <ATen/core/Tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../support/kernel_side.hpp"
#include <sdkt/device/device.hpp>

namespace sdkt_test {

/// Skips a test where there is no device.
inline at::Device device_or_skip() {
  if (!sdkt::has_cuda()) SKIP("no CUDA device is visible");
  return at::Device{at::kCUDA, 0};
}

inline side on_device() {
  const at::Device device = device_or_skip();
  REQUIRE(sdkt::cuda::kernels_for(/*is_on_device=*/true) != nullptr);
  return {*sdkt::cuda::kernels_for(true), device};
}

}  // namespace sdkt_test
