// SPDX-License-Identifier: MIT
//
// Makes tasks of annotation files.
#pragma once

#include <filesystem>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt {

/// The tasks of annotation files, in the order of the files.
///
/// Every file is read when its task is first used. Whether the files and data_root exist is checked at once.
///
/// Errors: file_error for a missing file or data root. Errors inside a file are reported when its task is
/// first used (read_annotation).
/// Example: auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
[[nodiscard]] task_list load_tasks(std::vector<std::filesystem::path> files,
                                   const task_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/load_tasks.ipp>
#endif
