// SPDX-License-Identifier: MIT
//
// Definitions of tf32_products.hpp.
#pragma once

#include <ATen/Context.h>
#include <c10/core/Device.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/device/tf32_products.hpp>

namespace sdkt::device {

SDKT_INLINE tf32_products::tf32_products(precision wanted, const c10::Device& device)
    : is_on_cuda_{device.is_cuda()} {
  if (wanted == precision::tf32 && !is_on_cuda_) {
    throw setting_error{"precision", "tf32 needs a CUDA device, but this run is on " + device.str(),
                        "use fp32 or bf16"};
  }
  if (!is_on_cuda_) return;
  before_ = at::globalContext().allowTF32CuBLAS();
  at::globalContext().setAllowTF32CuBLAS(wanted == precision::tf32);
}

SDKT_INLINE tf32_products::~tf32_products() {
  if (is_on_cuda_) at::globalContext().setAllowTF32CuBLAS(before_);
}

}  // namespace sdkt::device
