// SPDX-License-Identifier: MIT
//
// Processes that exchange tensors through the host's memory and network.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "failures.hpp"
#include <sdkt/distributed/communicator.hpp>
#include <sdkt/distributed/place.hpp>

namespace sdkt::distributed {

/// Processes connected by Gloo. Tensors of a device travel through the host's memory.
class gloo_communicator final : public communicator {
 public:
  /// remedy: what to do if another process is gone.
  gloo_communicator(place here, std::string remedy, c10::intrusive_ptr<c10d::Store> store,
                    const c10::intrusive_ptr<c10d::ProcessGroupGloo::Options>& options,
                    std::chrono::milliseconds to_answer)
      : here_{std::move(here)}, remedy_{std::move(remedy)}, group_{store, here_.rank, here_.size, options} {
    group_.setTimeout(to_answer);
  }

  int rank() const noexcept override { return here_.rank; }
  int size() const noexcept override { return here_.size; }
  std::int64_t bytes_sent() const noexcept override { return bytes_sent_; }

  void exchange(int peer, const at::Tensor& sent, at::Tensor& received) override {
    std::vector<at::Tensor> out{sent.cpu()};
    std::vector<at::Tensor> in{received.is_cpu() ? received : at::empty_like(received, at::kCPU)};
    guarded(here_, "process " + std::to_string(peer), remedy_, [&] {
      const auto receiving = in[0].numel() > 0 ? group_.recv(in, peer, tag_) : nullptr;
      const auto sending = out[0].numel() > 0 ? group_.send(out, peer, tag_) : nullptr;
      if (sending) sending->wait();
      if (receiving) receiving->wait();
    });
    ++tag_;
    bytes_sent_ += static_cast<std::int64_t>(out[0].nbytes());
    if (!received.is_cpu()) received.copy_(in[0]);
  }

  at::Tensor all_gather(const at::Tensor& own) override {
    std::vector<at::Tensor> in{own.cpu().contiguous()};
    std::vector<std::int64_t> shape{here_.size};
    shape.insert(shape.end(), own.sizes().begin(), own.sizes().end());
    const at::Tensor all = at::empty(shape, in[0].options());
    std::vector<std::vector<at::Tensor>> out(1);
    for (int process = 0; process < here_.size; ++process) out[0].push_back(all.select(0, process));
    guarded(here_, "another process", remedy_, [&] { group_.allgather(out, in)->wait(); });
    bytes_sent_ += static_cast<std::int64_t>(in[0].nbytes()) * (here_.size - 1);
    return all.to(own.device());
  }

 private:
  place here_;
  std::string remedy_;
  c10d::ProcessGroupGloo group_;
  std::uint32_t tag_ = 0;
  std::int64_t bytes_sent_ = 0;
};

}  // namespace sdkt::distributed
