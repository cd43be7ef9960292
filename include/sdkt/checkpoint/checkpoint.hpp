// SPDX-License-Identifier: MIT
//
// The state of a run between two steps, and the identity of the run.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

namespace sdkt::checkpoints {

/// The identity of a run, by name: a checkpoint continues only the run that wrote it.
using run_identity = std::vector<std::pair<std::string, std::string>>;

/// The state of a run between two steps.
struct checkpoint {
  std::map<std::string, at::Tensor> tensors;  ///< on the CPU; undefined if the run has none
  std::map<std::string, double> numbers;
};

}  // namespace sdkt::checkpoints
