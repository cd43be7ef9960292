// SPDX-License-Identifier: MIT
//
// The report of a run: one file without scripts and without other files.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// A self-contained HTML page of a run's measurements, also of an interrupted run.
///
/// The page is also well-formed XML. Text of the record is escaped and shortened; a value that was not
/// measured, or is not a finite number, is shown as "–". If parts of a record do not match, the parts that do
/// are shown. The page is the same for a record and for the record that read_run reads from its folder.
/// Result: at most 4 MiB + 12 KiB K + 160 K^2 bytes, with K the number of tasks, or of rows if there are
/// more, whatever the number of steps, classes or predictions and the texts. Typically 90 KB for 8 tasks and
/// 3 KB for each of their images, of which there are at most 64.
/// Cost: one pass over the steps per curve; predictions are not read.
[[nodiscard]] std::string report_html(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/report.ipp>
#endif
