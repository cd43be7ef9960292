// SPDX-License-Identifier: MIT
//
// The results of a run that can be compared: losses, weights, and the end of each step.
#pragma once

#include <ctime>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>

namespace abstraction {

struct outcome {
  std::vector<float> losses;      ///< of all steps of all tasks
  std::vector<double> step_ends;  ///< seconds, as thread_seconds
  at::Tensor weights;             ///< [P]
};

/// Processor time of the calling thread; other load on the machine hardly changes it.
inline double thread_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Whether two runs are equal, bit for bit.
inline bool same(const outcome& left, const outcome& right) {
  return left.losses == right.losses && !left.losses.empty() && at::equal(left.weights, right.weights);
}

}  // namespace abstraction
