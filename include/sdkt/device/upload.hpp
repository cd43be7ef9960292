// SPDX-License-Identifier: MIT
//
// Copies batches to the device while it computes.
#pragma once

#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::device {

/// Copies tensors from pinned memory to a device, on a separate stream: the next batch is copied while the
/// device still computes the previous one. This works because the host runs ahead between two reports of the
/// logged values.
///
/// Copies of an upload share its stream. A run has one upload: LibTorch hands out the same 32 streams in
/// turn, so that with one upload per task the copy stream would eventually be the compute stream. On the CPU
/// a tensor is returned unchanged.
class upload {
 public:
  explicit upload(const at::Device& device);

  const at::Device& device() const noexcept { return device_; }

  /// The tensor on the device, ready for use on the current stream.
  at::Tensor operator()(const at::Tensor& host) const;

  /// The concatenation of byte tensors [n] on the device. Tensors in pinned memory are copied directly.
  at::Tensor joined(const std::vector<at::Tensor>& parts) const;

  /// The result of `make`, which runs on the copy stream; ready for use on the current stream.
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
    result.record_stream(computing);  // its memory is reused only after the step
    return result;
  }

 private:
  at::Device device_;
  std::optional<c10::Stream> stream_;
};

}  // namespace sdkt::device

#if SDKT_HAS_DEFINITIONS
#include <sdkt/device/impl/upload.ipp>
#endif
