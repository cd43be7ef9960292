// SPDX-License-Identifier: MIT
//
// The names and metrics of a run that can be reported, also if the run was interrupted.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// Element i, or NaN if there is none.
double at_or_none(const std::vector<double>& values, std::size_t i);

/// Mean of the finite values in [begin, end); NaN if there are none.
double mean_between(const std::vector<double>& values, std::size_t begin, std::size_t end);

/// Columns of the report: tasks that are described or measured.
std::size_t num_columns(const run_record& record);

/// A task's name, else its number. Escaped, at most max_characters.
std::string task_name(const run_record& record, std::size_t task, std::size_t max_characters = 60);

/// "zero-shot", then the names of the tasks. Escaped.
std::string stage_name(const run_record& record, std::size_t stage, std::size_t max_characters = 60);

/// The name of the composition, else "The method". Escaped.
std::string method_name(const run_record& record);

/// The images on which the run was evaluated: "test", "validation", or "test or validation" if tasks differ.
std::string_view evaluated_images(const run_record& record);

/// Accuracy of a task at a stage (0: zero-shot); NaN if it was not measured.
double accuracy_at(const accuracy_matrix& accuracy, std::size_t stage, std::size_t task);

/// The metrics over the trained tasks, and the zero-shot accuracies to compare them with.
struct metrics_so_far {
  std::size_t num_trained = 0;
  sequence_metrics metrics;
  double zero_shot = 0;          ///< mean over the trained tasks
  double zero_shot_earlier = 0;  ///< over all trained tasks but the last, which can be forgotten
  double last_earlier = 0;       ///< final accuracy of the same tasks
  double zero_shot_later = 0;    ///< over all trained tasks but the first, which can be degraded
};

/// Metrics of the sequence cut after its last complete row, as if it had no further tasks.
///
/// For a complete matrix these are its metrics.
/// Result: none if no task has been trained, or if a value that counts is not a finite number.
std::optional<metrics_so_far> measure(const accuracy_matrix& accuracy);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/so_far.ipp>
#endif
