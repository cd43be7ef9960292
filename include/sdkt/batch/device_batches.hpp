// SPDX-License-Identifier: MIT
//
// Batches of views on the compute device, decoded ahead of time.
#pragma once

#include <cstdint>
#include <optional>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

/// Hands out batches of views in order. Views are resized on the device if the view kernel is available, else
/// on the CPU. Both give the same bytes.
class device_batches {
 public:
  /// Arguments and errors: those of image_loader, with the upload to the device.
  device_batches(image_loader::request_function requests, std::int64_t num_batches, const square_view& view,
                 const device::upload& to_device, const loader_options& loading);

  /// The next batch, uint8 [N, 3, S, S] on the device.
  ///
  /// Errors: those of image_loader::next.
  at::Tensor next();

 private:
  device::upload upload_;
  const cuda::kernel_set* kernels_;  // null: views are made on the CPU
  int side_;
  std::optional<image_loader> views_;
  std::optional<batch_loader<view_blocks>> blocks_;
};

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/device_batches.ipp>
#endif
