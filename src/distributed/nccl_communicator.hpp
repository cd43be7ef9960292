// SPDX-License-Identifier: MIT
//
// Processes with a CUDA device each, which exchange tensors from device to device.
#pragma once

#include <chrono>
#include <cstdint>
#include <nccl.h>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/core/Device.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/cuda/nccl.h>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "failures.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/distributed/communicator.hpp>
#include <sdkt/distributed/place.hpp>

namespace sdkt::distributed {

/// Throws unless this file was compiled with the header of the NCCL with which LibTorch was built: its options contain a
/// struct whose size differs between versions, and LibTorch would write past the end of ours.
///
/// Errors: setting_error with both versions.
inline void expect_equal_nccl() {
  const std::uint64_t library = torch::cuda::nccl::version();  // 16 bits each: major, minor, patch
  const std::uint64_t major = library >> 32U;
  const std::uint64_t minor = (library >> 16U) & 0xFFFFU;
  if (major == NCCL_MAJOR && minor == NCCL_MINOR) return;
  throw setting_error{
      "NCCL",
      "LibTorch has version " + std::to_string(major) + "." + std::to_string(minor) +
          ", and sdkt was compiled with the header of version " + std::to_string(NCCL_MAJOR) + "." +
          std::to_string(NCCL_MINOR),
      "configure with -DSDKT_NCCL_INCLUDE=DIR, the folder of the nccl.h that belongs to LibTorch"};
}

/// Processes connected by NCCL. Tensors of the host travel through the device.
class nccl_communicator final : public communicator {
 public:
  /// remedy: what to do if another process is gone. device: of this process, with its number.
  nccl_communicator(place here, std::string remedy, const c10::intrusive_ptr<c10d::Store>& store,
                    const c10::Device& device, std::chrono::milliseconds to_answer)
      : here_{std::move(here)}, remedy_{std::move(remedy)}, device_{device} {
    expect_equal_nccl();
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = to_answer;
    group_ = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, here_.rank, here_.size, options);
  }

  int rank() const noexcept override { return here_.rank; }
  int size() const noexcept override { return here_.size; }
  std::int64_t bytes_sent() const noexcept override { return bytes_sent_; }

  void exchange(int peer, const at::Tensor& sent, at::Tensor& received) override {
    std::vector<at::Tensor> out{sent.to(device_)};
    std::vector<at::Tensor> in{received.device() == device_
                                   ? received
                                   : at::empty(received.sizes(), received.options().device(device_))};
    guarded(here_, "process " + std::to_string(peer), remedy_, [&] {
      // Together, because each process would otherwise wait for the other to receive.
      group_->startCoalescing();
      if (in[0].numel() > 0) group_->recv(in, peer, 0);
      if (out[0].numel() > 0) group_->send(out, peer, 0);
      group_->endCoalescing()->wait();
    });
    bytes_sent_ += static_cast<std::int64_t>(out[0].nbytes());
    if (received.device() != device_) received.copy_(in[0]);
  }

  at::Tensor all_gather(const at::Tensor& own) override {
    std::vector<at::Tensor> in{own.to(device_).contiguous()};
    std::vector<std::int64_t> shape{here_.size};
    shape.insert(shape.end(), own.sizes().begin(), own.sizes().end());
    const at::Tensor all = at::empty(shape, in[0].options());
    std::vector<std::vector<at::Tensor>> out(1);
    for (int process = 0; process < here_.size; ++process) out[0].push_back(all.select(0, process));
    guarded(here_, "another process", remedy_, [&] { group_->allgather(out, in)->wait(); });
    bytes_sent_ += static_cast<std::int64_t>(in[0].nbytes()) * (here_.size - 1);
    return all.to(own.device());
  }

 private:
  place here_;
  std::string remedy_;
  c10::Device device_;
  c10::intrusive_ptr<c10d::ProcessGroupNCCL> group_;
  std::int64_t bytes_sent_ = 0;
};

}  // namespace sdkt::distributed
