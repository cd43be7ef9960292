// SPDX-License-Identifier: MIT
//
// How the processes of a run exchange tensors. No arithmetic happens in an exchange.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace sdkt::distributed {

/// A group of processes that exchange tensors. All processes make the same calls in the same order.
///
/// The target sdkt::distributed has one over LibTorch's c10d (Gloo on the CPU, NCCL on CUDA). A program may bring its
/// own: trainer_options::processes.
/// Errors: every call throws process_error if another process ended, cannot be reached, or does not answer in time.
class communicator {
 public:
  communicator() = default;
  communicator(const communicator&) = delete;
  communicator& operator=(const communicator&) = delete;
  virtual ~communicator() = default;

  virtual int rank() const noexcept = 0;
  virtual int size() const noexcept = 0;

  /// Sends one tensor to a process and receives another one from it. Either may be empty.
  ///
  /// Shapes: both contiguous; `received` has the shape and type of what the other process sends.
  virtual void exchange(int peer, const at::Tensor& sent, at::Tensor& received) = 0;

  /// The tensors of all processes, in the order of their ranks.
  ///
  /// Shapes: own [...], the same in every process -> [size, ...].
  virtual at::Tensor all_gather(const at::Tensor& own) = 0;

  /// Bytes that this process has sent so far.
  virtual std::int64_t bytes_sent() const noexcept = 0;
};

}  // namespace sdkt::distributed
