// SPDX-License-Identifier: MIT
//
// Views made by the view kernel, on the device of the upload.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/upload.hpp>

namespace sdkt::detail {

/// The views of blocks, uint8 [N, 3, S, S] on the device. See cuda::view_call.
///
/// Copies and kernel run on the upload's stream, concurrently with the computation.
at::Tensor make_views_by(const cuda::kernel_set& kernels, const device::upload& to_device,
                         const std::vector<batch::loaded_block>& blocks, int side);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/view_kernel.ipp>
#endif
