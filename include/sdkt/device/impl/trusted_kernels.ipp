// SPDX-License-Identifier: MIT
//
// Definitions of trusted_kernels.hpp.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <c10/core/Device.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/trusted_kernels.hpp>

namespace sdkt::detail {

/// The linked kernels for a device, and the name of the first that disagrees with ATen there.
struct compared_kernels {
  const cuda::kernel_set* kernels = nullptr;
  std::string disagreeing;
};

/// Compares each set of kernels once per process and device.
SDKT_INLINE compared_kernels compare_kernels(const c10::Device& device) {
  const cuda::kernel_set* kernels = cuda::kernels_for(device.is_cuda());
  if (kernels == nullptr) return {};
  static std::mutex mutex;
  static std::map<std::pair<const cuda::kernel_set*, std::string>, std::string> known;
  const std::lock_guard lock{mutex};
  const auto [place, is_new] = known.try_emplace({kernels, device.str()});
  if (is_new) place->second = kernels->first_disagreement(device.index());
  return {kernels, place->second};
}

}  // namespace sdkt::detail

namespace sdkt::device {

SDKT_INLINE const cuda::kernel_set* trusted_kernels(const c10::Device& device) {
  const detail::compared_kernels compared = detail::compare_kernels(device);
  return compared.disagreeing.empty() ? compared.kernels : nullptr;
}

SDKT_INLINE std::string kernel_warning(const c10::Device& device) {
  const std::string kernel = detail::compare_kernels(device).disagreeing;
  if (kernel.empty()) return {};
  return "the results of the kernel " + kernel + " on " + device.str() +
         " differ from those of LibTorch's operators, which are used instead; please report it with the "
         "device";
}

}  // namespace sdkt::device
