// SPDX-License-Identifier: MIT
//
// The result of a run: the final model and all measurements.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include <sdkt/evaluate/learnt_classifier.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/run/save_run.hpp>

namespace sdkt {

/// The outcome of trainer::run.
template <class Model>
struct run_result {
  Model model;        ///< with the weights after the last task
  run_record record;  ///< accuracy matrices, distances, steps, settings
  bool is_first_process = true;
  std::optional<learnt_classifier> classifier = {};  ///< of a composition whose classifier learns

  /// Metrics among each task's own classes.
  [[nodiscard]] sequence_metrics metrics() const { return compute_metrics(record.accuracy); }

  /// Metrics among the classes of all tasks.
  [[nodiscard]] sequence_metrics metrics_union() const { return compute_metrics(record.accuracy_union); }

  /// Writes the run folder of docs/run-folder.md: tables, metrics, report, and the model if it can be saved,
  /// with its classifier.
  /// The folder must be new or empty, or hold the checkpoint of this run. Of several processes only the first writes.
  ///
  /// Errors: file_error and setting_error as run_folder; nothing is left behind if one is thrown.
  void save(const std::filesystem::path& path) const {
    if (!is_first_process) return;
    std::function<void(const std::filesystem::path&)> save_model;
    if constexpr (requires { model.save(path); }) {
      save_model = [this](const std::filesystem::path& folder) {
        model.save(folder);
        if (classifier) classifier->save(folder);
      };
    }
    detail::save_run(path, record, save_model);
  }
};

}  // namespace sdkt
