// SPDX-License-Identifier: MIT
//
// The cost of checkpoints in a whole run.
#pragma once

#include <filesystem>

/// Runs Select and Distill over four tasks of the embedded benchmark, alternately without checkpoints and
/// with one per minute and one per task. Prints the medians of wall and CPU time and their ratios.
void compare_on_mini(const std::filesystem::path& folder, int rounds);
