// SPDX-License-Identifier: MIT
//
// The differences between each method and the first one: run by run, as dots and as a table.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/comparison/run_groups.hpp>

namespace sdkt::report {

/// Largest numbers of methods in the chart of differences, and of dots per method.
inline constexpr std::size_t max_difference_rows = 24, max_difference_dots = 64;

/// Every other group minus the first one, with the spread over the orders and seeds that both have run.
std::string comparison_differences(const std::vector<named_run>& runs, const std::vector<run_group>& groups);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/comparison/impl/comparison_differences.ipp>
#endif
