// SPDX-License-Identifier: MIT
//
// Definitions of device_batches.hpp.
#pragma once

#include <cstdint>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/batch/view_kernel.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

SDKT_INLINE device_batches::device_batches(image_loader::request_function requests, std::int64_t num_batches,
                                           const square_view& view, const device::upload& to_device,
                                           const loader_options& loading)
    : upload_{to_device},
      kernels_{device::trusted_kernels(to_device.device())},
      side_{static_cast<int>(view.side)} {
  if (kernels_ == nullptr) {
    views_.emplace(std::move(requests), num_batches, view, loading);
  } else {
    blocks_.emplace(std::move(requests), num_batches,
                    view_blocks{view, loading.kept, to_device.device().is_cuda()}, loading);
  }
}

SDKT_INLINE at::Tensor device_batches::next() {
  if (views_) return upload_(views_->next());
  return detail::make_views_by(*kernels_, upload_, blocks_->next(), side_);
}

}  // namespace sdkt::batch
