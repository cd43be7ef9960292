// SPDX-License-Identifier: MIT
//
// Kernels are used on a device only after a check that they agree with ATen's operators there.
#pragma once

#include <string>

#include <c10/core/Device.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt::device {

/// The linked kernels for a device. Null if none are linked or if they disagree with ATen's operators on it.
///
/// Agreement is checked once per process and device. kernel_warning describes a mismatch.
const cuda::kernel_set* trusted_kernels(const c10::Device& device);

/// Why linked kernels are not used on a device: one sentence, or empty if they are used or there are none.
std::string kernel_warning(const c10::Device& device);

}  // namespace sdkt::device

#if SDKT_HAS_DEFINITIONS
#include <sdkt/device/impl/trusted_kernels.ipp>
#endif
