// SPDX-License-Identifier: MIT
//
// The device source of sdkt::cuda.
#include <sdkt/cuda/launch.cuh>
#include <sdkt/cuda/launch.hpp>

namespace sdkt::cuda {

namespace {

cudaStream_t stream_of(stream_handle stream) { return static_cast<cudaStream_t>(stream); }

}  // namespace

void distil_by_distance(const distillation_call<2>& call, const sigmoid_of_distance& selection,
                        stream_handle stream) {
  selective_distillation(call, selection, stream_of(stream));
}

void distil_by_mean_distance(const distillation_call<2>& call, const sigmoid_of_distance& selection,
                             stream_handle stream) {
  batch_mean_distillation(call, selection, stream_of(stream));
}

void distil_from_one(const distillation_call<1>& call, const float* weight, stream_handle stream) {
  selective_distillation(call, given_weights<1>{weight}, stream_of(stream));
}

void update_weights(const adamw_call& call, stream_handle stream) {
  adamw_on_device(call, stream_of(stream));
}

void cosine_cross_entropy(const cross_entropy_call& call, stream_handle stream) {
  cosine_cross_entropy_on_device(call, stream_of(stream));
}

void make_views(const view_call& call, stream_handle stream) { views_on_device(call, stream_of(stream)); }

}  // namespace sdkt::cuda
