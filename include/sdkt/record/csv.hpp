// SPDX-License-Identifier: MIT
//
// Measurements as comma-separated values; every number is restored exactly when it is read back.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

/// A loss: computed in fp32, so the shortest fp32 decimal.
inline std::string loss_text(double value) { return number_text(static_cast<float>(value)); }

/// A field, quoted if it contains commas, quotes or line ends (RFC 4180).
std::string field(std::string_view text);

std::string task_header(const run_record& record);

/// The distillation term of the named teacher; none if the method has no such teacher or
/// the teacher did not guide.
std::optional<double> term_of(const run_record& record, const step_record& step, std::string_view name);

}  // namespace sdkt::detail

namespace sdkt::record {

/// The header of steps.csv. The means of teachers other than the previous and the pre-trained
/// model are the last columns.
std::string steps_header(const run_record& record);

/// Lines of steps.csv for the records from `first` on.
std::string steps_lines(const run_record& record, std::size_t first = 0);

/// accuracy.csv or accuracy_union.csv: the zero-shot row, then one row per task, in percent.
std::string accuracy_csv(const run_record& record, const accuracy_matrix& accuracy);

/// distance.csv: mean || h_k - h_0 || on each task's test images and on the reference, then the means over
/// the tasks trained so far and over the tasks not yet trained.
std::string distance_csv(const run_record& record);

/// selection.csv: for every trained task, the number of images per range of weights of the first teacher. A
/// column is named after the lowest weight in it.
std::string selection_csv(const run_record& record);

/// predictions.csv: label and predicted are indices in the label space; label_space_of gives the union.
std::string predictions_csv(const run_record& record);

}  // namespace sdkt::record

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/csv.ipp>
#endif
