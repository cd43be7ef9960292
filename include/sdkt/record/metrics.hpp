// SPDX-License-Identifier: MIT
//
// Metrics of a sequence of accuracies: how much was learnt, forgotten and lost in zero-shot ability.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// Accuracies in percent: a zero-shot row, then a row after each task; one column
/// per task, in training order.
struct accuracy_matrix {
  std::vector<double> zero_shot;             ///< [K]
  std::vector<std::vector<double>> trained;  ///< [rows so far][K]

  std::size_t num_tasks() const noexcept { return zero_shot.size(); }
  bool is_complete() const noexcept { return !trained.empty() && trained.size() == num_tasks(); }

  /// The row of a measured stage: 0 is zero-shot, then one stage per task.
  const std::vector<double>& row(std::size_t stage) const;
};

/// The metrics of the field, in percentage points. Each of them may be negative.
///
/// A metric over no task (forgetting of a single task) is 0.
/// Source: Select and Distill (arXiv 2403.09296) for forgetting, zero-shot degradation and average accuracy;
/// ZSCL (arXiv 2303.06628) for transfer, average and last.
struct sequence_metrics {
  double forgetting = 0;             ///< mean over tasks 1..K-1 of (best earlier row) - (last row)
  double zero_shot_degradation = 0;  ///< mean over tasks 2..K of zero-shot - (lowest row up to its training)
  double average_accuracy = 0;       ///< mean of the last row
  double transfer = 0;               ///< mean over tasks 2..K of the mean of the rows before its training
  double average = 0;                ///< mean of all rows except zero-shot
  double last = 0;                   ///< mean of the last row

  bool operator==(const sequence_metrics&) const = default;
};

}  // namespace sdkt

namespace sdkt::record {

/// A metric and its name in files.
struct named_metric {
  const char* name;
  double sequence_metrics::*value;
};

/// All metrics, in the order of tables and files.
inline constexpr std::array<named_metric, 6> all_metrics{{
    {"forgetting", &sequence_metrics::forgetting},
    {"zero_shot_degradation", &sequence_metrics::zero_shot_degradation},
    {"average_accuracy", &sequence_metrics::average_accuracy},
    {"transfer", &sequence_metrics::transfer},
    {"average", &sequence_metrics::average},
    {"last", &sequence_metrics::last},
}};

}  // namespace sdkt::record

namespace sdkt {

/// The metrics of a complete sequence.
///
/// Errors: data_error if a row is missing or differs in length from the zero-shot row.
[[nodiscard]] sequence_metrics compute_metrics(const accuracy_matrix& accuracy);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/metrics.ipp>
#endif
