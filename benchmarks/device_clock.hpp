// SPDX-License-Identifier: MIT
//
// Seconds of what a device has been given, or the CPU has done.
#pragma once

#include <chrono>

#include <c10/core/Device.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace timing {

/// Waits for the device at its beginning and whenever it is looked at.
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
