// SPDX-License-Identifier: MIT
//
// Work of a device that was recorded once: a CUDA graph, for any compiler.
#pragma once

#include <functional>

namespace sdkt::cuda {

/// What a stream was asked to do, to be done again: the same kernels on the same memory.
class recorded_work {
 public:
  recorded_work() = default;
  recorded_work(const recorded_work&) = delete;
  recorded_work& operator=(const recorded_work&) = delete;
  virtual ~recorded_work() = default;

  /// Does it once more, on the stream that is current.
  virtual void replay() = 0;
};

/// Asks a stream for something, by whatever LibTorch and kernels ask for.
using stream_work = std::function<void()>;

}  // namespace sdkt::cuda
