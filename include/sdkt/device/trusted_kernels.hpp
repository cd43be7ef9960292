// SPDX-License-Identifier: MIT
//
// Kernels are used on a device once they have been seen to compute there what ATen's operators compute.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <c10/core/Device.h>
#include <c10/util/Exception.h>

#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt {

/// The linked kernels for a device, or null: without any, or where they do not compute there what ATen's
/// operators compute, which is looked at once a process and said as a warning of LibTorch's.
inline const cuda::kernel_set* trusted_kernels(const c10::Device& device) {
  const cuda::kernel_set* kernels = cuda::kernels_for(device.is_cuda());
  if (kernels == nullptr) return nullptr;
  static std::mutex mutex;
  static std::map<std::pair<const cuda::kernel_set*, std::string>, bool> known;
  const std::lock_guard lock{mutex};
  const auto [place, is_new] = known.try_emplace({kernels, device.str()}, false);
  if (is_new) {
    const std::string kernel = kernels->first_disagreement(device.index());
    place->second = kernel.empty();
    if (!kernel.empty()) {
      TORCH_WARN(
          "sdkt: the kernel ", kernel, " does not compute on ", device.str(),
          " what LibTorch's operators compute, so they are used instead; please report it with the device");
    }
  }
  return place->second ? kernels : nullptr;
}

}  // namespace sdkt
