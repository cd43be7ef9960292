// SPDX-License-Identifier: MIT
//
// A run as a folder that explains itself: settings, tables and metrics, each file whole or absent.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/file/file.hpp>
#include <sdkt/file/file_lock.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/record_json.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt {

namespace detail {

inline std::string metrics_object(const accuracy_matrix& accuracy) {
  const sequence_metrics metrics = compute_metrics(accuracy);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : all_metrics) fields.emplace_back(name, json_number(metrics.*value));
  return json_object(fields, 1);
}

}  // namespace detail

/// Settings as JSON, in their order.
inline std::string settings_json(const setting_list& settings) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : settings) {
    fields.emplace_back(name, detail::setting_text(value));
  }
  return detail::json_object(fields) + "\n";
}

/// metrics.json: the metrics of both label spaces.
///
/// Errors: data_error unless the record is complete.
inline std::string metrics_json(const run_record& record) {
  return detail::json_object({{"own", detail::metrics_object(record.accuracy)},
                              {"union", detail::metrics_object(record.accuracy_union)}}) +
         "\n";
}

/// Whether a run begins, or goes on in a folder that may hold it already.
enum class run_start { fresh, continued };

/// The folder that a run is written to, stage by stage.
///
/// Every file is written beside its name and renamed, so that a reader never meets half of one.
/// Errors: file_error for a folder that cannot be made or written, a full disk; setting_error for one that is
/// in use.
class run_folder {
 public:
  /// Refuses a folder that holds anything; where a run is continued, anything but a run. Nothing is created
  /// yet.
  explicit run_folder(std::filesystem::path path, run_start start = run_start::fresh)
      : path_{std::move(path)}, start_{start} {
    std::error_code problem;
    const auto status = std::filesystem::status(path_, problem);
    is_ours_ = !std::filesystem::exists(status);
    if (is_ours_) return;
    if (!std::filesystem::is_directory(status)) {
      throw setting_error{path_.string(), "is a file, and a run needs a folder", "name another folder"};
    }
    const bool has_checkpoint = std::filesystem::exists(path_ / "checkpoint", problem);
    const bool has_run = has_checkpoint || std::filesystem::exists(path_ / "config.json", problem);
    if (has_checkpoint && start == run_start::continued) {
      lock();
      return;
    }
    if (has_run) {
      const bool could = has_checkpoint && start == run_start::fresh;
      throw setting_error{
          path_.string(),
          start == run_start::continued ? "holds a run without its checkpoint" : "already holds a run",
          std::string{could ? "continue it with resume, " : ""} +
              "name another folder, or remove that run first"};
    }
    if (!std::filesystem::is_empty(path_, problem) || problem) {
      throw setting_error{path_.string(), problem ? "cannot be read: " + problem.message() : "is not empty",
                          "name a new or an empty folder"};
    }
  }

  const std::filesystem::path& path() const noexcept { return path_; }

  /// Creates the folder, and finds out whether it can be written.
  void create() {
    detail::create_folder(path_);
    if (::access(path_.c_str(), W_OK | X_OK) != 0) {
      throw file_error{path_.string(), std::string{"cannot be written: "} + std::strerror(errno),
                       "check its permissions or name another folder"};
    }
    lock();
    if (start_ == run_start::continued) detail::remove_unfinished(path_);
  }

  void write(std::string_view name, std::string_view text) {
    detail::write_text_file(path_ / name, text);
    remember(name);
  }

  /// Everything that is known so far. The steps table is rewritten too: it is complete up to the last stage.
  void write_tables(const run_record& record) {
    write("tasks.json", tasks_json(record));
    write("config.json", settings_json(record.settings));
    write("accuracy.csv", accuracy_csv(record, record.accuracy));
    write("accuracy_union.csv", accuracy_csv(record, record.accuracy_union));
    write("distance.csv", distance_csv(record));
    write("steps.csv", steps_header(record) + steps_lines(record));
    if (!record.selection.empty()) write("selection.csv", selection_csv(record));
    if (!record.samples.empty()) write("samples.json", samples_json(record));
    if (!record.predictions.empty()) write("predictions.csv", predictions_csv(record));
    if (record.accuracy.is_complete()) write("metrics.json", metrics_json(record));
  }

  /// The model as a folder of its own, if it can save itself.
  template <class Model>
  void write_model(const Model& model) {
    if constexpr (requires { model.save(path_ / "model"); }) {
      // A run that was stopped just after it had saved its model still has the weights: it saves it again.
      std::error_code problem;
      if (start_ == run_start::continued) std::filesystem::remove_all(path_ / "model", problem);
      remember("model");  // before: half a model is taken back too
      model.save(path_ / "model");
    }
  }

  /// Takes back what this object has written, and the folder if it made it; folders above it stay.
  void withdraw() noexcept {
    std::error_code ignored;
    for (const auto& name : written_) std::filesystem::remove_all(path_ / name, ignored);
    written_.clear();
    lock_.reset();
    if (is_ours_) std::filesystem::remove(path_, ignored);
  }

 private:
  /// Until this object goes, nobody else writes here.
  void lock() {
    if (!lock_) lock_.emplace(path_ / ".lock");
  }
  void remember(std::string_view name) {
    for (const auto& known : written_) {
      if (known == name) return;
    }
    written_.emplace_back(name);
  }

  std::filesystem::path path_;
  run_start start_;
  bool is_ours_ = false;  // it was not there before
  std::optional<detail::file_lock> lock_;
  std::vector<std::string> written_;
};

}  // namespace sdkt
