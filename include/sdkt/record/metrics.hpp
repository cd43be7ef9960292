// SPDX-License-Identifier: MIT
//
// What a sequence of accuracies says: how much was learnt, forgotten and lost in zero-shot ability.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>

namespace sdkt {

/// Accuracies in percent: a zero-shot row, then a row after each task; a column a task, in training order.
struct accuracy_matrix {
  std::vector<double> zero_shot;             ///< [K]
  std::vector<std::vector<double>> trained;  ///< [rows so far][K]

  std::size_t num_tasks() const noexcept { return zero_shot.size(); }
  bool is_complete() const noexcept { return !trained.empty() && trained.size() == num_tasks(); }

  /// The row of a stage that has been measured: 0 is zero-shot, then by task.
  const std::vector<double>& row(std::size_t stage) const {
    return stage == 0 ? zero_shot : trained.at(stage - 1);
  }
};

/// The metrics of the field, in percentage points. Any of them may be negative.
///
/// A metric over no task (forgetting of a single task) is 0.
/// Source: forgetting, zero-shot degradation and average accuracy: Select and Distill (arXiv 2403.09296);
/// transfer,
///   average and last: ZSCL (arXiv 2303.06628).
struct sequence_metrics {
  double forgetting = 0;             ///< mean over tasks 1..K-1 of (best row but the last) - (last row)
  double zero_shot_degradation = 0;  ///< mean over tasks 2..K of zero-shot - (lowest up to its own training)
  double average_accuracy = 0;       ///< mean of the last row
  double transfer = 0;               ///< mean over tasks 2..K of the mean of the rows before its own training
  double average = 0;                ///< mean of all rows but the zero-shot one
  double last = 0;                   ///< mean of the last row

  bool operator==(const sequence_metrics&) const = default;
};

/// A metric and what files call it.
struct named_metric {
  const char* name;
  double sequence_metrics::*value;
};

/// All of them, in the order of tables and files.
inline constexpr std::array<named_metric, 6> all_metrics{{
    {"forgetting", &sequence_metrics::forgetting},
    {"zero_shot_degradation", &sequence_metrics::zero_shot_degradation},
    {"average_accuracy", &sequence_metrics::average_accuracy},
    {"transfer", &sequence_metrics::transfer},
    {"average", &sequence_metrics::average},
    {"last", &sequence_metrics::last},
}};

/// The metrics of a complete sequence.
///
/// Errors: data_error if a row is missing or has another length than the zero-shot row.
inline sequence_metrics compute_metrics(const accuracy_matrix& accuracy) {
  const std::size_t tasks = accuracy.num_tasks();
  const auto& rows = accuracy.trained;
  const bool is_square =
      std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row.size() == tasks; });
  if (tasks == 0 || rows.size() != tasks || !is_square) {
    throw data_error{"compute_metrics",
                     "a matrix of " + std::to_string(rows.size()) + " rows for " + std::to_string(tasks) +
                         " tasks has no metrics",
                     "give one full row a task"};
  }
  const auto mean = [](double sum, std::size_t count) {
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
  };
  sequence_metrics metrics;
  double forgotten = 0, degraded = 0, transferred = 0, all = 0, last = 0;
  for (std::size_t task = 0; task < tasks; ++task) {
    double best = rows[0][task];
    for (std::size_t row = 0; row + 1 < tasks; ++row) best = std::max(best, rows[row][task]);
    if (task + 1 < tasks) forgotten += best - rows[tasks - 1][task];

    double lowest = rows[0][task], before = 0;
    for (std::size_t row = 0; row <= task; ++row) lowest = std::min(lowest, rows[row][task]);
    for (std::size_t row = 0; row < task; ++row) before += rows[row][task];
    if (task > 0) {
      degraded += accuracy.zero_shot[task] - lowest;
      transferred += mean(before, task);
    }
    for (const auto& row : rows) all += row[task];
    last += rows[tasks - 1][task];
  }
  metrics.forgetting = mean(forgotten, tasks - 1);
  metrics.zero_shot_degradation = mean(degraded, tasks - 1);
  metrics.transfer = mean(transferred, tasks - 1);
  metrics.average_accuracy = metrics.last = mean(last, tasks);
  metrics.average = mean(all, tasks * tasks);
  return metrics;
}

}  // namespace sdkt
