// SPDX-License-Identifier: MIT
//
// The settings of a run as a file for --config.
#pragma once

#include <string>
#include <vector>

#include "methods.hpp"
#include "run_settings.hpp"

namespace sdkt::cli {

/// Every setting as TOML that gives the same run. For one method the settings are resolved; several methods
/// resolve open settings differently, so for several only the named settings are written.
///
/// Errors: setting_error for a string that TOML cannot hold.
std::string printed_config(const run_settings& settings, const std::vector<const method*>& methods);

}  // namespace sdkt::cli
