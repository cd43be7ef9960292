// SPDX-License-Identifier: MIT
//
// Batches of views on the device that computes, decoded ahead of time.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/batch/view_kernel.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/device/upload.hpp>

namespace sdkt {

/// Hands out batches of views in order: resized on the device where the view kernel is to be had, else on the
/// CPU. Both give the same bytes.
class device_batches {
 public:
  /// Arguments and errors: those of image_loader, with the upload to the device.
  device_batches(image_loader::request_function requests, std::int64_t num_batches, const square_view& view,
                 const upload& to_device, const loader_options& loading)
      : upload_{to_device},
        kernels_{trusted_kernels(to_device.device())},
        side_{static_cast<int>(view.side)} {
    if (kernels_ == nullptr) {
      views_.emplace(std::move(requests), num_batches, view, loading);
    } else {
      blocks_.emplace(std::move(requests), num_batches,
                      view_blocks{view, loading.kept, to_device.device().is_cuda()}, loading);
    }
  }

  /// The next batch, uint8 [N, 3, S, S] on the device.
  ///
  /// Errors: those of image_loader::next.
  at::Tensor next() {
    if (views_) return upload_(views_->next());
    return detail::make_views_by(*kernels_, upload_, blocks_->next(), side_);
  }

 private:
  upload upload_;
  const cuda::kernel_set* kernels_;  // null: views are made on the CPU
  int side_;
  std::optional<image_loader> views_;
  std::optional<batch_loader<view_blocks>> blocks_;
};

}  // namespace sdkt
