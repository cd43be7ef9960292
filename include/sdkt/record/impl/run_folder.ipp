// SPDX-License-Identifier: MIT
//
// Definitions of run_folder.hpp.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/record_json.hpp>
#include <sdkt/record/run_folder.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string metrics_object(const accuracy_matrix& accuracy) {
  const sequence_metrics metrics = compute_metrics(accuracy);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : record::all_metrics)
    fields.emplace_back(name, json_number(metrics.*value));
  return json_object(fields, 1);
}

}  // namespace sdkt::detail

namespace sdkt::record {

SDKT_INLINE std::string settings_json(const setting_list& settings) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : settings) {
    fields.emplace_back(name, detail::setting_text(value));
  }
  return detail::json_object(fields) + "\n";
}

SDKT_INLINE std::string metrics_json(const run_record& record) {
  return detail::json_object({{"own", detail::metrics_object(record.accuracy)},
                              {"union", detail::metrics_object(record.accuracy_union)}}) +
         "\n";
}

SDKT_INLINE run_folder::run_folder(std::filesystem::path path, run_start start)
    : path_{std::move(path)}, start_{start} {
  std::error_code problem;
  const auto status = std::filesystem::status(path_, problem);
  is_ours_ = !std::filesystem::exists(status);
  if (is_ours_) return;
  if (!std::filesystem::is_directory(status)) {
    throw setting_error{path_.string(), "is a file, but a run needs a folder", "choose another folder"};
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
        start == run_start::continued ? "contains a run without its checkpoint" : "already contains a run",
        std::string{could ? "continue it with resume, " : ""} +
            "choose another folder, or remove that run first"};
  }
  if (!std::filesystem::is_empty(path_, problem) || problem) {
    throw setting_error{path_.string(), problem ? "cannot be read: " + problem.message() : "is not empty",
                        "choose a new or an empty folder"};
  }
}

SDKT_INLINE void run_folder::create() {
  detail::create_folder(path_);
  if (::access(path_.c_str(), W_OK | X_OK) != 0) {
    throw file_error{path_.string(), std::string{"cannot be written: "} + std::strerror(errno),
                     "check its permissions or choose another folder"};
  }
  lock();
  if (start_ == run_start::continued) detail::remove_unfinished(path_);
}

SDKT_INLINE void run_folder::write(std::string_view name, std::string_view text) {
  detail::write_text_file(path_ / name, text);
  remember(name);
}

SDKT_INLINE void run_folder::write_tables(const run_record& record) {
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

SDKT_INLINE void run_folder::withdraw() noexcept {
  std::error_code ignored;
  for (const auto& name : written_) std::filesystem::remove_all(path_ / name, ignored);
  written_.clear();
  lock_.reset();
  if (is_ours_) std::filesystem::remove(path_, ignored);
}

SDKT_INLINE void run_folder::lock() {
  if (!lock_) lock_.emplace(path_ / ".lock");
}

SDKT_INLINE void run_folder::remember(std::string_view name) {
  for (const auto& known : written_) {
    if (known == name) return;
  }
  written_.emplace_back(name);
}

}  // namespace sdkt::record
