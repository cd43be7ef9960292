// SPDX-License-Identifier: MIT
//
// Launches of the kernels on a device, for sources that nvcc compiles: for any number of teachers and any
// selection that is a function of the distances between them. Other sources call the functions of launch.hpp.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/kernel/views.cuh>

namespace sdkt::cuda {

namespace detail {

inline constexpr int update_threads = 256;
inline constexpr int view_columns = 32, view_rows = 8;  // threads of a block
inline constexpr int update_blocks = 4;                 // per multiprocessor

/// Throws the error of the CUDA runtime, if there is one.
///
/// Errors: std::runtime_error.
inline void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  throw std::runtime_error{std::string{"sdkt: CUDA, "} + what + ": " + cudaGetErrorString(status)};
}

template <int Teachers, int PerThread, class Selection>
__global__ void __launch_bounds__(distil_threads)
    distil_kernel(distillation_call<Teachers> call, Selection selection) {
  device_team<distil_threads> team;
  kernel::distil_image<Teachers, PerThread>(team, call, selection, static_cast<std::int64_t>(blockIdx.x));
}

template <int Teachers, int PerThread, class Selection>
__global__ void __launch_bounds__(distil_threads)
    weigh_kernel(distillation_call<Teachers> call, Selection selection) {
  device_team<distil_threads> team;
  kernel::weigh_image<Teachers, PerThread>(team, call, selection, static_cast<std::int64_t>(blockIdx.x));
}

template <int Teachers>
__global__ void __launch_bounds__(distil_threads)
    average_kernel(distillation_call<Teachers> call, bool has_terms) {
  device_team<distil_threads> team;
  kernel::average_images(team, call, has_terms);
}

static __global__ void __launch_bounds__(classify_threads) classify_kernel(cross_entropy_call call) {
  extern __shared__ float shared[];
  device_team<classify_threads> team;
  kernel::classify_image(team, call, shared, static_cast<std::int64_t>(blockIdx.x));
}

static __global__ void __launch_bounds__(update_threads, update_blocks) update_kernel(adamw_call call) {
  __shared__ kernel::adamw_factors factors;
  if (threadIdx.x == 0) factors = kernel::factors_of(call);
  __syncthreads();
  kernel::update_share(call, factors, static_cast<std::int64_t>(blockIdx.x) * update_threads + threadIdx.x,
                       static_cast<std::int64_t>(gridDim.x) * update_threads);
}

/// blockIdx.z is the image. There is no work for an image without two passes.
static __global__ void __launch_bounds__(view_columns* view_rows) filter_kernel(view_call call) {
  const view_plan image = call.images[blockIdx.z];
  const auto rows = image.rows_between(call.side), columns = image.columns_between(call.side);
  const auto row_step = static_cast<std::int32_t>(gridDim.y * view_rows);
  const auto column_step = static_cast<std::int32_t>(gridDim.x * view_columns);
  for (auto y = static_cast<std::int32_t>(blockIdx.y * view_rows + threadIdx.y); y < rows; y += row_step) {
    for (auto x = static_cast<std::int32_t>(blockIdx.x * view_columns + threadIdx.x); x < columns;
         x += column_step)
      kernel::filter_first(image, call.side, y, x);
  }
}

static __global__ void __launch_bounds__(view_columns* view_rows) view_kernel(view_call call) {
  const auto y = static_cast<std::int32_t>(blockIdx.y * view_rows + threadIdx.y);
  const auto x = static_cast<std::int32_t>(blockIdx.x * view_columns + threadIdx.x);
  if (y < call.side && x < call.side) kernel::view_pixel(call, static_cast<std::int32_t>(blockIdx.z), y, x);
}

/// The number of blocks that the current device can run at once, but at most `wanted`.
inline unsigned resident_blocks(std::int64_t wanted, int blocks_a_multiprocessor) {
  int device = 0, multiprocessors = 0;
  check(cudaGetDevice(&device), "current device");
  check(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device),
        "number of multiprocessors");
  const std::int64_t most = std::int64_t{multiprocessors} * blocks_a_multiprocessor;
  return static_cast<unsigned>(wanted < most ? wanted : most);
}

}  // namespace detail

/// See kernel::distil_image.
///
/// Errors: std::runtime_error if the launch fails, or for more than 2,048 features.
template <int Teachers, class Selection>
void selective_distillation(const distillation_call<Teachers>& call, const Selection& selection,
                            cudaStream_t stream) {
  if (call.images == 0) return;
  with_features_of_thread(call.width, [&](auto part) {
    detail::distil_kernel<Teachers, decltype(part)::value, Selection>
        <<<static_cast<unsigned>(call.images), distil_threads, 0, stream>>>(call, selection);
  });
  detail::average_kernel<Teachers><<<1, distil_threads, 0, stream>>>(call, true);
  detail::check(cudaGetLastError(), "selective_distillation");
}

/// selective_distillation with the selection's weights averaged over the images first.
template <int Teachers, class Selection>
void batch_mean_distillation(const distillation_call<Teachers>& call, const Selection& selection,
                             cudaStream_t stream) {
  if (call.images == 0) return;
  with_features_of_thread(call.width, [&](auto part) {
    detail::weigh_kernel<Teachers, decltype(part)::value, Selection>
        <<<static_cast<unsigned>(call.images), distil_threads, 0, stream>>>(call, selection);
  });
  detail::average_kernel<Teachers><<<1, distil_threads, 0, stream>>>(call, false);
  selective_distillation(call, given_weights<Teachers>{call.means + Teachers}, stream);
}

/// See kernel::update_weights.
inline void adamw_on_device(const adamw_call& call, cudaStream_t stream) {
  if (call.size == 0) return;
  constexpr std::int64_t of_block = std::int64_t{detail::update_threads} * kernel::update_width;
  const unsigned blocks =
      detail::resident_blocks((call.size + of_block - 1) / of_block, detail::update_blocks);
  detail::update_kernel<<<blocks, detail::update_threads, 0, stream>>>(call);
  detail::check(cudaGetLastError(), "adamw");
}

/// See kernel::classify_image. C + E floats must fit into the shared memory of a block.
inline void cosine_cross_entropy_on_device(const cross_entropy_call& call, cudaStream_t stream) {
  if (call.batch == 0) return;
  const auto bytes = static_cast<std::size_t>(call.classes + call.width) * sizeof(float);
  constexpr std::size_t without_asking = 48 * 1024;
  if (bytes > without_asking) {
    detail::check(cudaFuncSetAttribute(detail::classify_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                       static_cast<int>(bytes)),
                  "cosine_cross_entropy, shared memory for the classes");
  }
  detail::classify_kernel<<<static_cast<unsigned>(call.batch), classify_threads, bytes, stream>>>(call);
  detail::check(cudaGetLastError(), "cosine_cross_entropy");
}

/// See kernel::view_pixel. At most 65,535 images.
inline void views_on_device(const view_call& call, cudaStream_t stream) {
  if (call.batch == 0) return;
  const auto blocks = [&](int of_block) {
    return static_cast<unsigned>((call.side + of_block - 1) / of_block);
  };
  const dim3 block{detail::view_columns, detail::view_rows};
  const dim3 grid{blocks(detail::view_columns), blocks(detail::view_rows), static_cast<unsigned>(call.batch)};
  detail::filter_kernel<<<grid, block, 0, stream>>>(call);
  detail::view_kernel<<<grid, block, 0, stream>>>(call);
  detail::check(cudaGetLastError(), "views");
}

}  // namespace sdkt::cuda
