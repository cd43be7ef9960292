// SPDX-License-Identifier: MIT
//
// An accuracy matrix as a heat map table: one row per stage, one column per task.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// A table that scrolls inside its own container. The container accepts the keyboard's focus, so that it can
/// be scrolled without a pointer. `label` and `caption` are markup.
std::string scrolling_table(std::string_view label, std::string_view caption, std::string_view style,
                            std::string_view rows);

/// Accuracies in percent with one decimal. The task that was just learnt has a border.
///
/// The rows end with the last measured stage and its change against the zero-shot row. Tasks that are missing
/// in a row are shown as "–".
std::string matrix_table(const run_record& record, const accuracy_matrix& accuracy, std::string_view label,
                         std::string_view caption);

/// The meaning of colour and border. The scale is a gradient of the same classes as the cells.
std::string heat_legend();

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/matrix_table.ipp>
#endif
