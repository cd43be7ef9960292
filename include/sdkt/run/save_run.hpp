// SPDX-License-Identifier: MIT
//
// A finished run as a folder: tables, metrics, report and model.
#pragma once

#include <filesystem>
#include <functional>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

/// Writes the run folder of docs/run-folder.md.
///
/// save_model writes the model into the given folder; empty for a model that cannot be saved.
/// Errors: file_error and setting_error as run_folder, and those of save_model; nothing is
/// left behind if one is thrown.
void save_run(const std::filesystem::path& path, const run_record& record,
              const std::function<void(const std::filesystem::path&)>& save_model);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/save_run.ipp>
#endif
