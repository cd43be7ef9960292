// SPDX-License-Identifier: MIT
//
// Definitions of load_tasks.hpp.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt {

SDKT_INLINE task_list load_tasks(std::vector<std::filesystem::path> files, const task_options& options) {
  std::vector<task> tasks;
  tasks.reserve(files.size());
  dataset::expect_data_root(options.data_root);
  for (const std::filesystem::path& file : files) file::expect_file(file);
  for (std::filesystem::path& file : files) {
    tasks.emplace_back([file = std::move(file), options] { return read_annotation(file, options); });
  }
  return task_list{std::move(tasks)};
}

}  // namespace sdkt
