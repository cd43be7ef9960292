// SPDX-License-Identifier: MIT
//
// The kernels on a device, for any compiler: implemented in launch.cu, which the target sdkt::cuda compiles.
#pragma once

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/kernel/views.cuh>

namespace sdkt::cuda {

/// A cudaStream_t, without its header.
using stream_handle = void*;

/// Select and Distill: see kernel::distil_image. All pointers are the device's.
///
/// Errors: std::runtime_error if the launch is refused, or for more than 2,048 features.
void distil_by_distance(const distillation_call<2>& call, const sigmoid_of_distance& selection,
                        stream_handle stream);

/// The same as the released program computes it, with the weights averaged over the images.
void distil_by_mean_distance(const distillation_call<2>& call, const sigmoid_of_distance& selection,
                             stream_handle stream);

/// One teacher, followed alike on every image; weight: [] on the device.
void distil_from_one(const distillation_call<1>& call, const float* weight, stream_handle stream);

/// See kernel::update_weights.
void update_weights(const adamw_call& call, stream_handle stream);

/// See kernel::classify_image.
///
/// Errors: std::runtime_error if the launch is refused; most_classes_and_features fit everywhere.
void cosine_cross_entropy(const cross_entropy_call& call, stream_handle stream);

/// See kernel::view_pixel.
///
/// Errors: std::runtime_error if a launch is refused.
void make_views(const view_call& call, stream_handle stream);

}  // namespace sdkt::cuda
