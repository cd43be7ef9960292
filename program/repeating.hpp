// SPDX-License-Identifier: MIT
//
// The command line that repeats a run.
#pragma once

#include <string>

#include "run_settings.hpp"

namespace sdkt::cli {

/// `sdkt run` with the given options, including those of a --config file, for one method and one order
/// into a new folder. Options that do not change a result (--resume, --quiet, the place of
/// checkpoints) are left out.
std::string repeating_command(const run_settings& settings);

}  // namespace sdkt::cli
