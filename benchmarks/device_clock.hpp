// SPDX-License-Identifier: MIT
//
// Seconds of the work given to a device, or done by the CPU.
#pragma once

#include <chrono>

#include <c10/core/Device.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace timing {

/// Waits for the device on construction and on every reading.
class device_clock {
 public:
  explicit device_clock(const c10::Device& device) : device_{device} {
    wait();
    start_ = clock::now();
  }
  double seconds() const {
    wait();
    return std::chrono::duration<double>(clock::now() - start_).count();
  }

 private:
  using clock = std::chrono::steady_clock;

  void wait() const {
    if (!device_.is_cuda()) return;
    c10::impl::VirtualGuardImpl{device_.type()}.synchronizeDevice(device_.index());
  }

  c10::Device device_;
  clock::time_point start_;
};

}  // namespace timing
