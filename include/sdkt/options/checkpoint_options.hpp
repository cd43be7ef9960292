// SPDX-License-Identifier: MIT
//
// Where and how often a run keeps what it can be continued from.
#pragma once

#include <filesystem>

namespace sdkt {

/// Checkpoints of trainer::run. By default a run keeps none.
///
/// Example: trainer.options.checkpoints = {.folder = "out/checkpoint", .resume = true};
struct checkpoint_options {
  std::filesystem::path folder = {};  ///< empty: none are kept
  double seconds = 300;               ///< between two; one is kept at every task's end too
  /// Continue where the folder's checkpoint stands, if it has one; else the run begins.
  bool resume = false;
};

}  // namespace sdkt
