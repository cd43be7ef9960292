// SPDX-License-Identifier: MIT
//
// Definitions of metrics.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>

namespace sdkt {

SDKT_INLINE const std::vector<double>& accuracy_matrix::row(std::size_t stage) const {
  return stage == 0 ? zero_shot : trained.at(stage - 1);
}

SDKT_INLINE sequence_metrics compute_metrics(const accuracy_matrix& accuracy) {
  const std::size_t tasks = accuracy.num_tasks();
  const auto& rows = accuracy.trained;
  const bool is_square =
      std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row.size() == tasks; });
  if (tasks == 0 || rows.size() != tasks || !is_square) {
    throw data_error{"compute_metrics",
                     "a matrix of " + std::to_string(rows.size()) + " rows for " + std::to_string(tasks) +
                         " tasks has no metrics",
                     "give one full row per task"};
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
