// SPDX-License-Identifier: MIT
//
// The tables of a run folder, read back as the measurements from which they were written.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/text/csv_reader.hpp>

namespace sdkt::detail {

/// Largest sizes in bytes of the files that are read.
inline constexpr std::uint64_t max_table_bytes = 64U << 20U, max_steps_bytes = 128U << 20U;

/// The content of a file of a run folder; none if there is no such file.
///
/// Errors: file_error for a file that cannot be read, is not a regular file or is larger than the limit.
inline std::optional<std::string> file_of_run(const std::filesystem::path& file, std::uint64_t limit) {
  std::error_code problem;
  if (!std::filesystem::exists(std::filesystem::symlink_status(file, problem))) return std::nullopt;
  const input_file opened{file};
  if (opened.size() > limit) {
    throw file_error{shown_text(file.string()),
                     "has " + std::to_string(opened.size()) + " bytes, too many for this file of a run",
                     "specify the folder of a run"};
  }
  return opened.text();
}

/// Reads the first row of a table, which must be the header that a run with these tasks writes.
inline void expect_header(text::csv_reader& table, const std::string& header) {
  text::csv_reader wanted{"", header};
  wanted.next();
  if (!table.next()) table.fail("is empty", "it is truncated: restore it");
  if (table.fields() == wanted.fields()) return;
  std::size_t place = 0;
  const auto& found = table.fields();
  while (place < std::min(found.size(), wanted.fields().size()) && found[place] == wanted.fields()[place])
    ++place;
  const auto column = [&](const std::vector<std::string>& fields) {
    return place < fields.size() ? "\"" + shown_text(fields[place]) + "\"" : std::string{"no more columns"};
  };
  table.fail("expected the column " + column(wanted.fields()) + ", got " + column(found),
             "it and tasks.json belong to different runs: restore both");
}

/// The first field of the row must name the given stage.
inline void expect_stage(const text::csv_reader& table, const run_record& record, std::size_t stage) {
  if (stage > record.tasks.size()) table.fail("there are more rows than stages", restore_file);
  if (table.fields()[0] == record.stage_name(stage)) return;
  table.fail("expected the row of " + shown_text(record.stage_name(stage)) + ", got \"" +
                 shown_text(table.fields()[0]) + "\"",
             restore_file);
}

/// The exact accuracy behind a number with four decimals: a whole number of correct answers out of `images`.
inline double share_of(double percent, std::int64_t images) {
  if (images <= 0 || images > 1'000'000) return percent;
  const auto right = std::round(percent * static_cast<double>(images) / 100.0);
  const double exact = 100.0 * right / static_cast<double>(images);
  return std::abs(exact - percent) < 1e-4 ? exact : percent;
}

inline accuracy_matrix read_accuracy(const std::string& file, std::string_view text,
                                     const run_record& record) {
  text::csv_reader table{file, text};
  expect_header(table, task_header(record) + "\n");
  accuracy_matrix accuracy;
  for (std::size_t stage = 0; table.next(); ++stage) {
    expect_stage(table, record, stage);
    auto& row = stage == 0 ? accuracy.zero_shot : accuracy.trained.emplace_back();
    for (std::size_t task = 0; task < record.tasks.size(); ++task)
      row.push_back(share_of(table.number(task + 1, 0.0, 100.0), record.tasks[task].num_test));
  }
  return accuracy;
}

inline std::vector<distance_record> read_distances(const std::string& file, std::string_view text,
                                                   const run_record& record) {
  text::csv_reader table{file, text};
  expect_header(table, task_header(record) + ",reference,mean_trained,mean_untrained\n");
  std::vector<distance_record> distances;
  while (table.next()) {
    expect_stage(table, record, distances.size());
    distance_record row;
    for (std::size_t task = 0; task < record.tasks.size(); ++task)
      row.tasks.push_back(table.number<double>(task + 1));
    // The two means that follow are computed from this row.
    const std::size_t place = record.tasks.size() + 1;
    if (!table.fields()[place].empty()) row.reference = table.number<double>(place);
    distances.push_back(std::move(row));
  }
  return distances;
}

inline std::vector<selection_record> read_selection(const std::string& file, std::string_view text,
                                                    const run_record& record) {
  run_record empty;
  empty.tasks = record.tasks;
  text::csv_reader table{file, text};
  expect_header(table, record::selection_csv(empty));
  std::vector<selection_record> selection;
  while (table.next()) {
    expect_stage(table, record, selection.size() + 1);
    selection_record row;
    for (std::size_t bin = 0; bin < row.counts.size(); ++bin)
      row.counts[bin] = table.number<std::int64_t>(bin + 1, 0, std::int64_t{1} << 53U);
    selection.push_back(row);
  }
  return selection;
}

/// Columns of steps.csv that hold the terms of the teachers.
inline std::vector<std::size_t> term_columns(const run_record& record) {
  std::vector<std::size_t> columns;
  std::size_t next = 9;
  for (const auto& name : record.teacher_names)
    columns.push_back(name == "previous" ? 5 : name == "pretrained" ? 6 : next++);
  return columns;
}

inline std::vector<step_record> read_steps(const std::string& file, std::string_view text,
                                           const run_record& record) {
  text::csv_reader table{file, text};
  expect_header(table, record::steps_header(record));
  const std::vector<std::size_t> terms = term_columns(record);
  const auto last_task = static_cast<std::int64_t>(record.tasks.size()) - 1;
  constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();
  std::vector<step_record> steps;
  while (table.next()) {
    step_record row;
    row.task = table.number<std::int64_t>(0, 0, last_task);
    row.step = table.number<std::int64_t>(1, 0, endless);
    const bool is_new = steps.empty() || row.task > steps.back().task;
    const bool is_next = !steps.empty() && row.task == steps.back().task;
    if (row.step != (is_new ? 0 : steps.back().step + 1) || (!is_new && !is_next))
      table.fail("is not the step after that of the previous line", restore_file);
    row.learning_rate = table.number<double>(2);
    row.loss = table.optional_loss(3).value_or(std::numeric_limits<double>::quiet_NaN());
    row.cross_entropy = table.optional_loss(4).value_or(std::numeric_limits<double>::quiet_NaN());
    for (const std::size_t column : terms) {
      if (const auto term = table.optional_loss(column)) row.distillation.push_back(*term);
    }
    if (!row.distillation.empty() && row.distillation.size() != terms.size())
      table.fail("has the terms of some teachers but not of others", restore_file);
    row.mean_selection = table.optional_loss(7);
    row.seconds = table.number(8, 0.0, std::numeric_limits<double>::max());
    steps.push_back(std::move(row));
  }
  return steps;
}

}  // namespace sdkt::detail
