// SPDX-License-Identifier: MIT
//
// The tasks of annotation files.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include <sdkt/dataset/annotation.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt {

/// The tasks of annotation files, in the order of the files.
///
/// Every file is read when its task is first looked at; that it exists is checked at once, as is
/// data_root.
/// Errors: file_error for a file or data root that is missing; what is wrong inside one is said when its
/// task is looked at (read_annotation).
/// Example: auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
inline task_list load_tasks(std::vector<std::filesystem::path> files, task_options options = {}) {
  std::vector<task> tasks;
  tasks.reserve(files.size());
  expect_data_root(options.data_root);
  for (const std::filesystem::path& file : files) expect_file(file);
  for (std::filesystem::path& file : files) {
    tasks.emplace_back([file = std::move(file), options] { return read_annotation(file, options); });
  }
  return task_list{std::move(tasks)};
}

}  // namespace sdkt
