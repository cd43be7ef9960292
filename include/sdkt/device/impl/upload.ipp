// SPDX-License-Identifier: MIT
//
// Definitions of upload.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/core/Device.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/device/upload.hpp>

namespace sdkt::device {

SDKT_INLINE upload::upload(const at::Device& device) : device_{device} {
  if (device.is_cuda()) stream_ = c10::impl::VirtualGuardImpl{device.type()}.getStreamFromGlobalPool(device);
}

SDKT_INLINE at::Tensor upload::operator()(const at::Tensor& host) const {
  if (!stream_) return host.to(device_);
  const at::Tensor pinned = host.pin_memory();
  return ahead([&] { return pinned.to(device_, /*non_blocking=*/true); });
}

SDKT_INLINE at::Tensor upload::joined(const std::vector<at::Tensor>& parts) const {
  if (parts.empty()) return at::empty({0}, at::TensorOptions{}.dtype(at::kByte).device(device_));
  if (!stream_) return at::cat(parts).to(device_);
  return ahead([&] {
    std::int64_t size = 0;
    for (const at::Tensor& part : parts) size += part.size(0);
    at::Tensor whole = at::empty({size}, parts.front().options().device(device_).pinned_memory(false));
    std::int64_t place = 0;
    for (const at::Tensor& part : parts) {
      whole.narrow(0, place, part.size(0)).copy_(part, /*non_blocking=*/true);
      place += part.size(0);
    }
    return whole;
  });
}

}  // namespace sdkt::device
