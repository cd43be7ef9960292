// SPDX-License-Identifier: MIT
//
// Batches on their way to the device, while it computes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/core/Device.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace sdkt {

/// Copies tensors to a device out of pinned memory, on a stream of its own: the next batch travels while the
/// device still computes the last one, since the host runs ahead between two looks at the numbers.
///
/// Copies of an upload share its stream. A run has one: LibTorch hands out the same 32 streams in turn, so
/// with one a task the stream of copies would sooner or later be the one that computes.
/// On the CPU a tensor is returned as it is.
class upload {
 public:
  explicit upload(const at::Device& device) : device_{device} {
    if (device.is_cuda())
      stream_ = c10::impl::VirtualGuardImpl{device.type()}.getStreamFromGlobalPool(device);
  }

  const at::Device& device() const noexcept { return device_; }

  /// The tensor on the device, for the stream that is current.
  at::Tensor operator()(const at::Tensor& host) const {
    if (!stream_) return host.to(device_);
    const at::Tensor pinned = host.pin_memory();
    return ahead([&] { return pinned.to(device_, /*non_blocking=*/true); });
  }

  /// Bytes [n] of each, one behind the other, on the device. Those in pinned memory travel as they are.
  at::Tensor joined(const std::vector<at::Tensor>& parts) const {
    if (parts.empty()) return at::empty({0}, at::TensorOptions{}.dtype(at::kByte).device(device_));
    if (!stream_) return at::cat(parts).to(device_);
    return ahead([&] {
      std::int64_t size = 0;
      for (const at::Tensor& part : parts) size += part.size(0);
      at::Tensor whole = at::empty({size}, parts.front().options().device(device_).pinned_memory(false));
      std::int64_t place = 0;
      for (const at::Tensor& part : parts) {
        whole.narrow(0, place, part.size(0)).copy_(part, /*non_blocking=*/true);
        place += part.size(0);
      }
      return whole;
    });
  }

  /// What `make` computes on the stream of copies, for the stream that is current.
  template <class Make>
  at::Tensor ahead(const Make& make) const {
    if (!stream_) return make();
    const c10::impl::VirtualGuardImpl guard{device_.type()};
    const c10::Stream computing = guard.getStream(device_);
    at::Tensor result;
    c10::Event arrived{device_.type()};
    {
      const c10::StreamGuard on_own_stream{*stream_};
      result = make();
      arrived.record(*stream_);
    }
    arrived.block(computing);
    result.record_stream(computing);  // its memory is used again only after the step
    return result;
  }

 private:
  at::Device device_;
  std::optional<c10::Stream> stream_;
};

}  // namespace sdkt
