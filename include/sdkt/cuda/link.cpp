// SPDX-License-Identifier: MIT
//
// The second source of sdkt::cuda: what a program that links it finds its kernels by.
#include <cuda_runtime_api.h>
#include <exception>
#include <memory>
#include <string>

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>

#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/cuda/launch.hpp>
#include <sdkt/train/kernel_check.hpp>

namespace sdkt::cuda {

namespace {

stream_handle current_stream() { return c10::cuda::getCurrentCUDAStream().stream(); }
std::string first_disagreement(int device);

class recorded_graph : public recorded_work {
 public:
  explicit recorded_graph(const stream_work& work) {
    // The graph's memory is its own: what earlier steps have freed is given back, not held beside it.
    c10::cuda::device_synchronize();
    c10::cuda::CUDACachingAllocator::emptyCache();
    graph_.capture_begin();
    try {
      work();
    } catch (...) {
      give_up();
      throw;
    }
    try {
      graph_.capture_end();
    } catch (...) {
      static_cast<void>(cudaGetLastError());  // it is said; the next call is not to find it
      throw;
    }
  }
  void replay() override { graph_.replay(); }

 private:
  /// Ends a capture that has failed already, so that the stream does again what it is asked for.
  void give_up() noexcept {
    try {
      graph_.capture_end();
    } catch (const std::exception&) {  // it says once more that the capture has failed
    }
    static_cast<void>(cudaGetLastError());
  }

  at::cuda::CUDAGraph graph_;
};

std::unique_ptr<recorded_work> record(const stream_work& work) {
  return std::make_unique<recorded_graph>(work);
}

const kernel_set kernels{false,
                         &distil_by_distance,
                         &distil_by_mean_distance,
                         &distil_from_one,
                         &update_weights,
                         &cosine_cross_entropy,
                         &make_views,
                         &current_stream,
                         &first_disagreement,
                         &record};

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
