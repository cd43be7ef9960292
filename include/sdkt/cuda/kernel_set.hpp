// SPDX-License-Identifier: MIT
//
// The kernels with which a program is linked: the target sdkt::cuda registers its kernels here before main.
#pragma once

#include <memory>
#include <string>

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/cuda/launch.hpp>
#include <sdkt/cuda/recorded_work.hpp>

namespace sdkt::cuda {

/// One implementation of the kernels. All pointers of a call are device pointers, or host pointers for the
/// twins.
struct kernel_set {
  bool is_on_host;
  decltype(&sdkt::cuda::distil_by_distance) distil_by_distance;
  decltype(&sdkt::cuda::distil_by_mean_distance) distil_by_mean_distance;
  decltype(&sdkt::cuda::distil_from_one) distil_from_one;
  decltype(&sdkt::cuda::update_weights) update_weights;
  decltype(&sdkt::cuda::cosine_cross_entropy) cosine_cross_entropy;
  decltype(&sdkt::cuda::make_views) make_views;
  stream_handle (*current_stream)();  ///< the stream that LibTorch's operators use
  /// Name of the first kernel that disagrees with ATen's operators on the device of this number, or empty.
  std::string (*first_disagreement)(int device);
  /// Records the work that `work` queues on the current stream, without executing it. The current stream must
  /// not be the default stream.
  ///
  /// Memory: what the work allocates belongs to the recording until the recording is destroyed.
  /// Errors: std::exception if the work cannot be recorded, for example because the host waits for a value.
  /// The stream and all tensors are then unchanged.
  std::unique_ptr<recorded_work> (*record)(const stream_work& work);
};

/// Null if sdkt::cuda is not linked; then ATen's operators are used instead. No header depends on whether it
/// is linked, so the sources of a program need not agree on that.
inline const kernel_set* linked_kernels = nullptr;

/// The kernels for tensors on a device or on the host, or null.
inline const kernel_set* kernels_for(bool is_on_device) {
  return linked_kernels != nullptr && linked_kernels->is_on_host != is_on_device ? linked_kernels : nullptr;
}

}  // namespace sdkt::cuda
