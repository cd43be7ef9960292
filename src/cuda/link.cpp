// SPDX-License-Identifier: MIT
//
// The host source of sdkt::cuda: it registers the kernels in a program that links the target. Built once with
// sdkt, for programs of both modes.
#define SDKT_EITHER_MODE

#include <cuda_runtime_api.h>
#include <exception>
#include <memory>
#include <string>

#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/core/Allocator.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/headeronly/version.h>

#include "kernel_check.hpp"
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/cuda/launch.hpp>

namespace sdkt::cuda {

namespace {

stream_handle current_stream() { return c10::cuda::getCurrentCUDAStream().stream(); }
std::string first_disagreement(int device);

/// Whether a call ends without an exception. Its error has been reported before.
template <class Call>
bool succeeds(const Call& call) noexcept {
  try {
    call();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

class recorded_graph : public recorded_work {
 public:
  explicit recorded_graph(const stream_work& work)
      : device_{c10::cuda::current_device()}, pool_{at::cuda::graph_pool_handle()} {
    // The graph has its own memory. The memory that earlier steps freed is returned first, so that
    // it is not held in addition.
    c10::cuda::device_synchronize();
    c10::cuda::CUDACachingAllocator::emptyCache();
    try {
      // The mode restricts only this thread. The loader's threads continue to allocate pinned memory; in the
      // default mode this call would fail and invalidate the recording.
      graph_.capture_begin(pool_, cudaStreamCaptureModeThreadLocal);
      work();
      graph_.capture_end();
    } catch (...) {
      give_up();
      throw;
    }
  }
  void replay() override { graph_.replay(); }

 private:
  /// Ends a failed capture, so that the stream and both allocators work again as before.
  void give_up() noexcept {
    cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
    static_cast<void>(cudaStreamIsCapturing(c10::cuda::getCurrentCUDAStream().stream(), &status));
    if (status != cudaStreamCaptureStatusNone) succeeds([&] { graph_.capture_end(); });
#if TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 13
    // Before LibTorch 2.13 a failed capture_end leaves the allocators waiting for the end of the
    // capture: memory that another stream has used is then never freed. If capture_end has done more of
    // its work, these calls throw.
    auto& pinned = *at::getHostAllocator(at::kCUDA);
    if (succeeds([&] { c10::cuda::CUDACachingAllocator::endAllocateToPool(device_, pool_); }))
      succeeds([&] { c10::cuda::CUDACachingAllocator::releasePool(device_, pool_); });
    if (succeeds([&] { pinned.end_allocate_to_pool(pool_); })) succeeds([&] { pinned.release_pool(pool_); });
#endif
    static_cast<void>(cudaGetLastError());  // resets the error for the next call
  }

  c10::DeviceIndex device_;
  c10::MempoolId_t pool_;
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

// The link option of the target requires this name, so that no linker drops this object from a program.
extern "C" const bool sdkt_cuda_kernels = [] {
  sdkt::cuda::linked_kernels = &sdkt::cuda::kernels;
  return true;
}();
