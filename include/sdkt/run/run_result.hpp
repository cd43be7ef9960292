// SPDX-License-Identifier: MIT
//
// What a run leaves: the final model, and everything that was measured on the way.
#pragma once

#include <filesystem>

#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/run_folder.hpp>
#include <sdkt/report/run/report.hpp>

namespace sdkt {

/// The outcome of trainer::run.
template <class Model>
struct run_result {
  Model model;        ///< with the weights after the last task
  run_record record;  ///< accuracy matrices, distances, steps, settings

  /// Metrics among each task's own classes.
  sequence_metrics metrics() const { return compute_metrics(record.accuracy); }

  /// Metrics among the joined classes of all tasks.
  sequence_metrics metrics_union() const { return compute_metrics(record.accuracy_union); }

  /// Writes the run folder of docs/run-folder.md: tables, metrics, report, and the model if it can save
  /// itself. The folder is new or empty, or it holds the checkpoint of this run.
  ///
  /// Errors: file_error and setting_error as run_folder; nothing is left behind if one is thrown.
  void save(const std::filesystem::path& path) const {
    const bool is_own = is_checkpoint_of(state_file(path / "checkpoint"), record);
    run_folder folder{path, is_own ? run_start::continued : run_start::fresh};
    folder.create();
    try {
      folder.write_tables(record);
      folder.write("report.html", report_html(record));
      folder.write_model(model);
    } catch (...) {
      folder.withdraw();
      throw;
    }
  }
};

}  // namespace sdkt
