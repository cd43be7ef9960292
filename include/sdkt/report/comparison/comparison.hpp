// SPDX-License-Identifier: MIT
//
// Several runs on one page: which method is best, by how much, and what else differs.
#pragma once

#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/comparison/run_groups.hpp>

namespace sdkt::report {

/// A self-contained HTML page that compares runs.
///
/// Runs with the same settings except for order and seed are one method. Runs over different tasks, classes
/// or test images are reported as not comparable, and are only listed.
/// Result: at most 64 KiB + 32 KiB per run or task, whatever the texts are.
/// Cost: steps, predictions and samples are not read.
[[nodiscard]] std::string comparison_html(const std::vector<named_run>& runs);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/comparison/impl/comparison.ipp>
#endif
