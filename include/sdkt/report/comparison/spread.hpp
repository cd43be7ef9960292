// SPDX-License-Identifier: MIT
//
// Metrics of several runs: their mean, their spread, and differences between two methods run by run.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report {

/// A metric of a comparison.
struct compared_metric {
  const char* name;
  const char* unit;
  double sequence_metrics::*value;
  bool higher_is_better;
};

/// The first three are the answer of a comparison.
inline constexpr std::array<compared_metric, 5> compared_metrics{{
    {"average accuracy", "%", &sequence_metrics::average_accuracy, true},
    {"forgetting", "points", &sequence_metrics::forgetting, false},
    {"zero-shot degradation", "points", &sequence_metrics::zero_shot_degradation, false},
    {"transfer", "%", &sequence_metrics::transfer, true},
    {"average over all stages", "%", &sequence_metrics::average, true},
}};

/// A summary of the values of several runs; all numbers are NaN if there are no values.
struct spread {
  std::size_t count = 0;
  double mean = no_number;
  double deviation = no_number;  ///< sample standard deviation; NaN for fewer than two values
  double low = no_number, high = no_number;
};

spread spread_of(const std::vector<double>& values);

/// Whether every task of a run has been trained and measured.
bool is_finished(const run_record& record);

/// A metric of a finished run; none if it was not measured.
[[nodiscard]] std::optional<double> value_of(const run_record& record, const compared_metric& metric,
                                             bool is_union);

spread spread_of(const std::vector<named_run>& runs, const run_group& group, const compared_metric& metric,
                 bool is_union);

/// The difference between two groups in a metric.
struct difference {
  std::vector<double> pairs;     ///< one minus the other, per order and seed that both have run
  spread paired;                 ///< of the pairs
  double means = no_number;      ///< mean of one minus mean of the other, over all runs
  double deviation = no_number;  ///< spread to compare with; NaN if single runs give none

  /// The mean over the pairs, if runs can be paired; else the difference of the means.
  double value() const { return pairs.empty() ? means : paired.mean; }

  /// Whether the difference is larger than the spread; empty if there is no spread.
  std::optional<bool> is_beyond_spread() const;
};

/// One group minus another.
///
/// With two or more orders and seeds in common, runs are compared in pairs, and the spread is the
/// standard deviation of their differences: the effect of an order on both methods is not a difference
/// between them. Otherwise the means of all runs are compared, and the spread is the square root of
/// the sum of both variances.
difference difference_of(const std::vector<named_run>& runs, const run_group& one, const run_group& other,
                         const compared_metric& metric, bool is_union = false);

/// Positions of the groups that have the metric, the best first.
std::vector<std::size_t> ranked(const std::vector<named_run>& runs, const std::vector<run_group>& groups,
                                const compared_metric& metric, bool is_union = false);

/// Positions of the groups whose means, rounded as shown, equal the best.
std::vector<std::size_t> best_groups(const std::vector<named_run>& runs, const std::vector<run_group>& groups,
                                     const compared_metric& metric, bool is_union = false);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/comparison/impl/spread.ipp>
#endif
