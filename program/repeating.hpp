// SPDX-License-Identifier: MIT
//
// The command line that repeats a run.
#pragma once

#include <string>

#include "run_settings.hpp"

namespace sdkt::cli {

/// `sdkt run` with what was given, options of a --config file among it, for one method and one order into a
/// new folder. What changes no result (--resume, --quiet, where checkpoints are kept) is left out.
std::string repeating_command(const run_settings& settings);

}  // namespace sdkt::cli
