// SPDX-License-Identifier: MIT
//
// The options that several commands have, by what they are about.
#pragma once

#include <string>

#include "run_settings.hpp"

namespace CLI {
class App;
}

namespace sdkt::cli {

void add_model(CLI::App& command, std::string& model);
void add_computing(CLI::App& command, std::string& precision, int& threads);
void add_tasks(CLI::App& command, run_settings& settings);
void add_device(CLI::App& command, run_settings& settings);

/// All options of `sdkt run` but --config.
void add_run_options(CLI::App& command, run_settings& settings);

}  // namespace sdkt::cli
