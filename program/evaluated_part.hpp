// SPDX-License-Identifier: MIT
//
// --evaluate-on and --val-fraction: on which images of a task accuracies are measured.
#pragma once

#include <string>

#include "run_settings.hpp"
#include <sdkt/stream/task.hpp>

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Adds both options.
void add_evaluated_part(CLI::App& command, run_settings& settings);

/// The task as --evaluate-on and --val-fraction have it.
///
/// Errors: as views::on_validation, when the task is used.
task evaluated_task(const run_settings& settings, const task& one);

/// Throws for --val-fraction without --evaluate-on val.
void expect_evaluated_part(const run_settings& settings);

/// " test images", or " validation images" if the task is evaluated on them.
std::string images_of_part(const task& one);

}  // namespace sdkt::cli
