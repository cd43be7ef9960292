// SPDX-License-Identifier: MIT
//
// The kernels that a program was linked with: the target sdkt::cuda puts its own here before main.
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

/// One implementation of the kernels. All pointers of a call are the device's, or the host's for the twins.
struct kernel_set {
  bool is_on_host;
  decltype(&sdkt::cuda::distil_by_distance) distil_by_distance;
  decltype(&sdkt::cuda::distil_by_mean_distance) distil_by_mean_distance;
  decltype(&sdkt::cuda::distil_from_one) distil_from_one;
  decltype(&sdkt::cuda::update_weights) update_weights;
  decltype(&sdkt::cuda::cosine_cross_entropy) cosine_cross_entropy;
  decltype(&sdkt::cuda::make_views) make_views;
  stream_handle (*current_stream)();  ///< the one that LibTorch's operators are on
  /// The kernel that computes on a device of this number something else than ATen's operators, or an empty
  /// text.
  std::string (*first_disagreement)(int device);
  /// Records what `work` asks of the current stream, which is not the default one, without doing it.
  /// The memory that it takes stays its own until the recording is destroyed.
  ///
  /// Errors: std::exception where that cannot be recorded, as a number that the host waits for; the stream is
  /// then as it was, and so is every tensor.
  std::unique_ptr<recorded_work> (*record)(const stream_work& work);
};

/// Null where sdkt::cuda is not linked: then ATen's operators do their work. No header of a program depends
/// on which, so its sources need not agree on it.
inline const kernel_set* linked_kernels = nullptr;

/// The kernels for tensors of a device, or null.
inline const kernel_set* kernels_for(bool is_on_device) {
  return linked_kernels != nullptr && linked_kernels->is_on_host != is_on_device ? linked_kernels : nullptr;
}

}  // namespace sdkt::cuda
