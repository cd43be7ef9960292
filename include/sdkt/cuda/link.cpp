// SPDX-License-Identifier: MIT
//
// The second source of sdkt::cuda: what a program that links it finds its kernels by.
#include <c10/cuda/CUDAStream.h>

#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/cuda/launch.hpp>
#include <sdkt/train/kernel_check.hpp>

namespace sdkt::cuda {

namespace {

stream_handle current_stream() { return c10::cuda::getCurrentCUDAStream().stream(); }
std::string first_disagreement(int device);

const kernel_set kernels{false,
                         &distil_by_distance,
                         &distil_by_mean_distance,
                         &distil_from_one,
                         &update_weights,
                         &cosine_cross_entropy,
                         &make_views,
                         &current_stream,
                         &first_disagreement};

std::string first_disagreement(int device) {
  return sdkt::detail::first_disagreement(kernels,
                                          at::Device{at::kCUDA, static_cast<at::DeviceIndex>(device)});
}

}  // namespace

}  // namespace sdkt::cuda

// The name that the target's link option asks for, so that no linker leaves this object out of a program.
extern "C" const bool sdkt_cuda_kernels = [] {
  sdkt::cuda::linked_kernels = &sdkt::cuda::kernels;
  return true;
}();
