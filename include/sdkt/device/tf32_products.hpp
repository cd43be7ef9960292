// SPDX-License-Identifier: MIT
//
// TF32, a setting of LibTorch's for the whole process, for as long as a run.
#pragma once

#include <ATen/Context.h>
#include <c10/core/Device.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/tensor.hpp>

namespace sdkt {

/// While it lives, products of fp32 matrices on CUDA devices are those of the precision: in TF32 or not. Then
/// LibTorch's setting is again what it was.
class tf32_products {
 public:
  /// Errors: setting_error for TF32 on another device.
  tf32_products(precision wanted, const c10::Device& device) : is_on_cuda_{device.is_cuda()} {
    if (wanted == precision::tf32 && !is_on_cuda_) {
      throw setting_error{"precision",
                          "tf32 is arithmetic of CUDA devices, and this run is on " + device.str(),
                          "use fp32 or bf16"};
    }
    if (!is_on_cuda_) return;
    before_ = at::globalContext().allowTF32CuBLAS();
    at::globalContext().setAllowTF32CuBLAS(wanted == precision::tf32);
  }
  ~tf32_products() {
    if (is_on_cuda_) at::globalContext().setAllowTF32CuBLAS(before_);
  }
  tf32_products(const tf32_products&) = delete;
  tf32_products& operator=(const tf32_products&) = delete;

 private:
  bool is_on_cuda_;
  bool before_ = false;
};

}  // namespace sdkt
