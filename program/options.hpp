// SPDX-License-Identifier: MIT
//
// The options that several commands share, by subject.
#pragma once

#include <string>

#include "run_settings.hpp"

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Headings of options in help.
namespace heading {
inline constexpr const char* data = "Model and data";
inline constexpr const char* method = "Method";
inline constexpr const char* training = "Training";
inline constexpr const char* distillation = "Selection and distillation";
inline constexpr const char* computing = "Computing";
inline constexpr const char* output = "Output";
inline constexpr const char* checking = "Checking";
inline constexpr const char* configuration = "Configuration";
}  // namespace heading

void add_model(CLI::App& command, std::string& model, model_reading& reading);
void add_computing(CLI::App& command, std::string& precision, int& threads);
void add_tasks(CLI::App& command, run_settings& settings);
void add_device(CLI::App& command, run_settings& settings);

/// --processes.
void add_processes(CLI::App& command, int& processes);

/// --json and --quiet.
void add_reporting(CLI::App& command, run_settings& settings);

/// Adds all options of `sdkt run` except --config.
void add_run_options(CLI::App& command, run_settings& settings);

/// Adds the same options for a command that checks a run without running it: --out is optional.
void add_planned_run_options(CLI::App& command, run_settings& settings);

/// Adds --config, which main reads before the command line is parsed.
void add_config(CLI::App& command, run_settings& settings);

}  // namespace sdkt::cli
