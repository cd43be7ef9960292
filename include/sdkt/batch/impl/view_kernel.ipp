// SPDX-License-Identifier: MIT
//
// Definitions of view_kernel.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/core/DeviceGuard.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/batch/view_kernel.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/upload.hpp>

namespace sdkt::detail {

SDKT_INLINE at::Tensor make_views_by(const cuda::kernel_set& kernels, const device::upload& to_device,
                                     const std::vector<batch::loaded_block>& blocks, int side) {
  const c10::DeviceGuard guard{to_device.device()};
  return to_device.ahead([&] {
    std::vector<at::Tensor> parts;
    std::size_t bytes_between = 0;
    for (const batch::loaded_block& block : blocks) {
      parts.push_back(block.bytes);
      bytes_between += block.view->bytes_between();
    }
    const at::Tensor bytes = to_device.joined(parts);
    at::Tensor between = at::empty({static_cast<std::int64_t>(bytes_between)}, bytes.options());
    at::Tensor plans =
        at::empty({static_cast<std::int64_t>(blocks.size() * sizeof(cuda::view_plan))}, at::kByte);
    cuda::write_plans(
        blocks, bytes.const_data_ptr<std::uint8_t>(), between.mutable_data_ptr<std::uint8_t>(),
        plans.mutable_data_ptr<std::uint8_t>(),
        [](const batch::loaded_block& block) -> const cuda::view_block& { return *block.view; });
    plans = to_device(plans);
    at::Tensor pixels = at::empty({static_cast<std::int64_t>(blocks.size()), 3, side, side}, bytes.options());
    cuda::view_call call{};
    call.images = reinterpret_cast<const cuda::view_plan*>(plans.const_data_ptr<std::uint8_t>());
    call.batch = static_cast<std::int32_t>(blocks.size());
    call.side = side;
    call.bytes = pixels.mutable_data_ptr<std::uint8_t>();
    kernels.make_views(call, kernels.current_stream());
    return pixels;
  });
}

}  // namespace sdkt::detail
