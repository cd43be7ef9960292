// SPDX-License-Identifier: MIT
//
// The kernels on a device, for sources that nvcc compiles: any number of teachers, any selection that is a
// function of the distances between them. Other sources call what launch.hpp declares.
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
inline constexpr int view_threads = 256;
inline constexpr unsigned blocks_an_image = 64;  // of the pass that comes first

/// Throws what the runtime has to say about a launch.
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

static __global__ void __launch_bounds__(update_threads) update_kernel(adamw_call call) {
  __shared__ kernel::adamw_factors factors;
  if (threadIdx.x == 0) factors = kernel::factors_of(call);
  __syncthreads();
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * update_threads;
  for (std::int64_t index = static_cast<std::int64_t>(blockIdx.x) * update_threads + threadIdx.x;
       index < call.size; index += threads) {
    kernel::update_weight(call, factors, index);
  }
}

/// One row of blocks an image: where it has no bytes between two passes they have nothing to do.
static __global__ void __launch_bounds__(view_threads) filter_kernel(view_call call) {
  const view_plan image = call.images[blockIdx.y];
  const std::int64_t count = image.size_between(call.side);
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * view_threads;
  for (std::int64_t index = static_cast<std::int64_t>(blockIdx.x) * view_threads + threadIdx.x; index < count;
       index += threads) {
    kernel::filter_first(image, call.side, index);
  }
}

static __global__ void __launch_bounds__(view_threads) view_kernel(view_call call) {
  const std::int64_t count = std::int64_t{3} * call.batch * call.side * call.side;
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * view_threads;
  for (std::int64_t index = static_cast<std::int64_t>(blockIdx.x) * view_threads + threadIdx.x; index < count;
       index += threads) {
    kernel::view_value(call, index);
  }
}

}  // namespace detail

/// See kernel::distil_image. Features: at most 2,048.
///
/// Errors: std::runtime_error if the launch is refused.
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

/// The same with the selection's weights averaged over the images first.
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

/// See kernel::update_weight.
inline void adamw_on_device(const adamw_call& call, cudaStream_t stream) {
  if (call.size == 0) return;
  const std::int64_t blocks = (call.size + detail::update_threads - 1) / detail::update_threads;
  const auto most = static_cast<std::int64_t>(1) << 16;
  detail::update_kernel<<<static_cast<unsigned>(blocks < most ? blocks : most), detail::update_threads, 0,
                          stream>>>(call);
  detail::check(cudaGetLastError(), "adamw");
}

/// See kernel::classify_image. Classes and features together: as many floats as a block has of shared memory.
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

/// See kernel::view_value. At most 65,535 images.
inline void views_on_device(const view_call& call, cudaStream_t stream) {
  if (call.batch == 0) return;
  detail::filter_kernel<<<dim3{detail::blocks_an_image, static_cast<unsigned>(call.batch)},
                          detail::view_threads, 0, stream>>>(call);
  const std::int64_t count = std::int64_t{3} * call.batch * call.side * call.side;
  const std::int64_t blocks = (count + detail::view_threads - 1) / detail::view_threads;
  const auto most = static_cast<std::int64_t>(1) << 16;
  detail::
      view_kernel<<<static_cast<unsigned>(blocks < most ? blocks : most), detail::view_threads, 0, stream>>>(
          call);
  detail::check(cudaGetLastError(), "views");
}

}  // namespace sdkt::cuda
