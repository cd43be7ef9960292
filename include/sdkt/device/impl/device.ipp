// SPDX-License-Identifier: MIT
//
// Definitions of device.hpp.
#pragma once

#include <string>

#include <c10/core/Device.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt {

SDKT_INLINE bool has_cuda() {
  return c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA) &&
         c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount() > 0;
}

}  // namespace sdkt

namespace sdkt::device {

SDKT_INLINE std::string why_not_cuda(compute_device wanted) {
  const bool is_linked = c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA);
  if (wanted != compute_device::automatic || !is_linked || has_cuda()) return {};
  return "no CUDA device is visible, so this runs on the CPU; check the driver with nvidia-smi";
}

SDKT_INLINE c10::Device resolve_device(compute_device wanted) {
  if (wanted == compute_device::cpu) return c10::Device{c10::DeviceType::CPU};
  if (has_cuda()) return c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->getDevice();
  if (wanted == compute_device::cuda) {
    throw setting_error{
        "device",
        c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA)
            ? "no CUDA device is visible"
            : "this program is linked against LibTorch without CUDA",
        "use the CPU, or build with SDKT_CUDA=ON against a CUDA build of LibTorch and check nvidia-smi"};
  }
  return c10::Device{c10::DeviceType::CPU};
}

}  // namespace sdkt::device
