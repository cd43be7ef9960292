// SPDX-License-Identifier: MIT
//
// Where and how often a run writes checkpoints, from which it can be continued.
#pragma once

#include <filesystem>

namespace sdkt {

/// Checkpoints of trainer::run. By default none are written.
///
/// Example: trainer.options.checkpoints = {.folder = "out/checkpoint", .resume = true};
struct checkpoint_options {
  std::filesystem::path folder = {};  ///< empty: no checkpoints
  double seconds = 300;               ///< between two checkpoints; each task's end writes one too
  /// Continue from the folder's checkpoint. Without a checkpoint there, the run starts from the beginning.
  bool resume = false;
};

}  // namespace sdkt
