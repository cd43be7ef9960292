// SPDX-License-Identifier: MIT
//
// `sdkt run`: one method over one or all training orders, into a run folder.
#pragma once

#include <filesystem>

#include "methods.hpp"
#include "run_settings.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/train/options.hpp>
#include <sdkt/train/record.hpp>
#include <sdkt/train/run_folder.hpp>

namespace sdkt::cli {

/// One run with progress on stderr, written stage by stage. Leaves no trace if it fails before the first
/// checkpoint; after it, what is there can be continued.
run_record run_into_folder(const run_settings& settings, const trainer_options& options,
                           const clip::model& model, const method_inputs& inputs,
                           const std::filesystem::path& out);

/// Whether the run begins or goes on, as --resume says.
run_start start_of(const run_settings& settings);

void run_command(const run_settings& settings);

}  // namespace sdkt::cli
