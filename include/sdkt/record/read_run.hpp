// SPDX-License-Identifier: MIT
//
// Reads a run folder back into the record from which it was written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

/// Largest sizes in bytes of the JSON files of a run. A list of strings takes some forty times the size of
/// its file while it is read.
inline constexpr std::uint64_t max_config_bytes = 2U << 20U, max_tasks_bytes = 8U << 20U,
                               max_samples_bytes = 4U << 20U;

inline constexpr std::size_t max_settings_read = 10'000, max_tasks_read = 10'000, max_samples_read = 1'000;

[[noreturn]] void unexpected(const file::located_json& json, const file::located_value& value,
                             std::string_view what);

double number_in(const file::located_json& json, const file::located_value& object, std::string_view name);

setting_list read_settings(const file::located_json& json);

void read_tasks(const file::located_json& json, run_record& record);

std::vector<sample_record> read_samples(const file::located_json& json, const run_record& record);

/// metrics.json must agree with the matrices; a mismatch means that the files come from different runs.
void expect_metrics(const file::located_json& json, const run_record& record);

}  // namespace sdkt::detail

namespace sdkt::record {

/// Whether a folder holds a run: it has the run's settings and tasks.
bool holds_run(const std::filesystem::path& folder);

}  // namespace sdkt::record

namespace sdkt {

/// Reads a run folder; of an unfinished run, the part that exists. Predictions are not read.
///
/// Result: the numbers of the tables. Accuracies are restored exactly: their four decimals determine the
/// whole number of correct answers.
/// Memory: at most 128 times the three JSON files, which are rejected above 2, 8 and 4 MiB; 24 times
/// steps.csv, which is rejected above 128 MiB; 24 times the other tables, which are rejected above 64 MiB;
/// one row of 20,000 fields.
/// Errors: setting_error for a folder that holds no run; file_error for a file that cannot be read;
/// format_error with file and line for a file that is damaged, cut short or belongs to another run.
[[nodiscard]] run_record read_run(const std::filesystem::path& folder);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/read_run.ipp>
#endif
