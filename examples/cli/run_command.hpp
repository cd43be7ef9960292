// SPDX-License-Identifier: MIT
//
// `sdkt run`: methods over training orders, each into a run folder.
#pragma once

#include "run_settings.hpp"

namespace sdkt::cli {

/// Runs every method over every order that the settings name, or prints what would be run.
void run_command(const run_settings& settings);

}  // namespace sdkt::cli
