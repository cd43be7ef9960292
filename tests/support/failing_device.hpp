// SPDX-License-Identifier: MIT
//
// A CUDA device that is none: it hands out streams and events, and can be told to fail as a device does.
#pragma once

#include <atomic>
#include <cstddef>

#include <c10/core/Device.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/util/Exception.h>

namespace sdkt_test {

/// Stands in for LibTorch's CUDA devices during its lifetime. It computes nothing.
class failing_device final : public c10::impl::DeviceGuardImplInterface {
 public:
  failing_device() : before_{registered().exchange(this)} {}
  failing_device(const failing_device&) = delete;
  failing_device& operator=(const failing_device&) = delete;
  ~failing_device() override { registered() = before_; }

  static c10::Device device() { return {c10::DeviceType::CUDA, 0}; }
  bool has_failed = false;      ///< everything that may fail does, from now on
  mutable int num_streams = 0;  ///< that were taken from the pool

  c10::DeviceType type() const override { return c10::DeviceType::CUDA; }
  c10::Device exchangeDevice(c10::Device) const override { return device(); }
  c10::Device getDevice() const override { return device(); }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  c10::Stream getStream(c10::Device) const override { return stream(current_); }
  c10::Stream getNewStream(c10::Device, int) const override { return stream(++num_streams); }
  c10::Stream getStreamFromGlobalPool(c10::Device, bool) const override { return stream(++num_streams); }
  c10::Stream exchangeStream(c10::Stream wanted) const override {
    const c10::Stream old = stream(current_);
    current_ = wanted.id();
    return old;
  }
  void record(void**, const c10::Stream&, const c10::DeviceIndex, const c10::EventFlag) const override {
    TORCH_CHECK(!has_failed, "CUDA error: an illegal memory access was encountered");
  }
  void block(void*, const c10::Stream&) const override { record(nullptr, stream(0), 0, {}); }
  bool queryEvent(void*) const override { return true; }
  void destroyEvent(void*, const c10::DeviceIndex) const noexcept override {}

 private:
  static c10::Stream stream(c10::StreamId id) { return c10::Stream{c10::Stream::UNSAFE, device(), id}; }
  static std::atomic<const c10::impl::DeviceGuardImplInterface*>& registered() {
    return c10::impl::device_guard_impl_registry[static_cast<std::size_t>(c10::DeviceType::CUDA)];
  }

  const c10::impl::DeviceGuardImplInterface* before_;
  mutable c10::StreamId current_ = 0;
};

}  // namespace sdkt_test
