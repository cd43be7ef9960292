// SPDX-License-Identifier: MIT
//
// What a run would be, as a file for --config.
#pragma once

#include <string>
#include <vector>

#include "methods.hpp"
#include "run_settings.hpp"

namespace sdkt::cli {

/// Every setting as TOML that gives the same run: resolved for one method; for several, which resolve what is
/// left open each in its own way, what is named.
///
/// Errors: setting_error for a text that TOML cannot hold.
std::string printed_config(const run_settings& settings, const std::vector<const method*>& methods);

}  // namespace sdkt::cli
