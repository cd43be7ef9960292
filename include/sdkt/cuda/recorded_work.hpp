// SPDX-License-Identifier: MIT
//
// Recorded work of a device, which can be repeated: a CUDA graph, for any compiler.
#pragma once

#include <functional>

namespace sdkt::cuda {

/// Work that was queued on a stream and can be repeated: the same kernels on the same memory.
class recorded_work {
 public:
  recorded_work() = default;
  recorded_work(const recorded_work&) = delete;
  recorded_work& operator=(const recorded_work&) = delete;
  virtual ~recorded_work() = default;

  /// Repeats the work on the current stream.
  virtual void replay() = 0;
};

/// A function that queues work on the current stream, through LibTorch or through kernels.
using stream_work = std::function<void()>;

}  // namespace sdkt::cuda
