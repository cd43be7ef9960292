// SPDX-License-Identifier: MIT
//
// Launches of the kernels on a device, for any compiler. They are implemented in launch.cu, which the target
// sdkt::cuda compiles.
#pragma once

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/kernel/views.cuh>

namespace sdkt::cuda {

/// A cudaStream_t, without the header that declares it.
using stream_handle = void*;

/// Select and Distill: see kernel::distil_image. All pointers are device pointers.
///
/// Errors: std::runtime_error if the launch fails, or for more than 2,048 features.
void distil_by_distance(const distillation_call<2>& call, const sigmoid_of_distance& selection,
                        stream_handle stream);

/// Select and Distill as in the released program: the weights are averaged over the images.
void distil_by_mean_distance(const distillation_call<2>& call, const sigmoid_of_distance& selection,
                             stream_handle stream);

/// One teacher with the same weight on every image; weight: [] on the device.
void distil_from_one(const distillation_call<1>& call, const float* weight, stream_handle stream);

/// See kernel::update_weights.
void update_weights(const adamw_call& call, stream_handle stream);

/// See kernel::classify_image.
///
/// Errors: std::runtime_error if the launch fails. most_classes_and_features fit on every device.
void cosine_cross_entropy(const cross_entropy_call& call, stream_handle stream);

/// See kernel::view_pixel.
///
/// Errors: std::runtime_error if a launch fails.
void make_views(const view_call& call, stream_handle stream);

}  // namespace sdkt::cuda
