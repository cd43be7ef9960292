// SPDX-License-Identifier: MIT
//
// Definitions of save_run.hpp.
#pragma once

#include <filesystem>
#include <functional>

#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/run_folder.hpp>
#include <sdkt/report/run/report.hpp>
#include <sdkt/run/save_run.hpp>

namespace sdkt::detail {

/// Adapts a function that saves a model to an object with save().
struct model_to_save {
  const std::function<void(const std::filesystem::path&)>& saver;
  void save(const std::filesystem::path& folder) const { saver(folder); }
};

SDKT_INLINE void save_run(const std::filesystem::path& path, const run_record& record,
                          const std::function<void(const std::filesystem::path&)>& save_model) {
  const bool is_own = checkpoints::is_checkpoint_of(checkpoints::state_file(path / "checkpoint"), record);
  record::run_folder folder{path, is_own ? record::run_start::continued : record::run_start::fresh};
  folder.create();
  try {
    folder.write_tables(record);
    folder.write("report.html", report::report_html(record));
    if (save_model) folder.write_model(model_to_save{save_model});
  } catch (...) {
    folder.withdraw();
    throw;
  }
}

}  // namespace sdkt::detail
