// SPDX-License-Identifier: MIT
//
// LibTorch's process-wide TF32 setting, for the duration of a run.
#pragma once

#include <c10/core/Device.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>

namespace sdkt::device {

/// During its lifetime, the precision decides whether products of fp32 matrices on CUDA devices use TF32. Its
/// destructor restores LibTorch's setting.
class tf32_products {
 public:
  /// Errors: setting_error for TF32 on a device other than CUDA.
  tf32_products(precision wanted, const c10::Device& device);
  ~tf32_products();
  tf32_products(const tf32_products&) = delete;
  tf32_products& operator=(const tf32_products&) = delete;

 private:
  bool is_on_cuda_;
  bool before_ = false;
};

}  // namespace sdkt::device

#if SDKT_HAS_DEFINITIONS
#include <sdkt/device/impl/tf32_products.ipp>
#endif
