// SPDX-License-Identifier: MIT
//
// What checkpoints cost a whole run.
#pragma once

#include <filesystem>

/// Select and Distill over four tasks of the embedded benchmark, without checkpoints and with one a minute
/// and one a task, by turns; prints the medians of wall and CPU time and their ratios.
void compare_on_mini(const std::filesystem::path& folder, int rounds);
