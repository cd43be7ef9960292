// SPDX-License-Identifier: MIT
//
// `sdkt run`: methods over training orders, each into a run folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "methods.hpp"
#include "run_settings.hpp"

namespace sdkt::cli {

/// The methods of --method: one, several separated by commas, or all.
///
/// Errors: setting_error for an unknown method, or one that is named twice.
std::vector<const method*> chosen_methods(const std::string& names);

/// The seeds of --seed.
///
/// Errors: setting_error for a seed that is named twice.
std::vector<std::uint64_t> chosen_seeds(const run_settings& settings);

/// Runs every method over every order that the settings name, or prints the planned runs.
void run_command(const run_settings& settings);

}  // namespace sdkt::cli
