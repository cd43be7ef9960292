// SPDX-License-Identifier: MIT
//
// The device of a run: CUDA if this build and this machine have it.
#pragma once

#include <string>

#include <c10/core/Device.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt {

/// Whether this program is linked with LibTorch's CUDA part and a CUDA device is visible.
bool has_cuda();

}  // namespace sdkt

namespace sdkt::device {

/// Explains why automatic device selection fell back to the CPU in a program linked with LibTorch's CUDA
/// part; empty if it did not.
std::string why_not_cuda(compute_device wanted);

/// The device of a run.
///
/// Errors: setting_error if CUDA is requested but not available.
[[nodiscard]] c10::Device resolve_device(compute_device wanted);

}  // namespace sdkt::device

#if SDKT_HAS_DEFINITIONS
#include <sdkt/device/impl/device.ipp>
#endif
