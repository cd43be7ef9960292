// SPDX-License-Identifier: MIT
//
// Curves of several methods in one chart: their mean accuracy along the sequence, and the accuracy per task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/page/line_chart.hpp>

namespace sdkt::report {

/// Largest numbers of methods in one chart: in the wide charts, and in the small chart of a task.
inline constexpr std::size_t max_drawn_groups = 12, max_groups_of_a_task = num_line_styles;

namespace detail {

/// Mean accuracy on a task by stage. Stages count from the start, or relative to the stage at which each
/// run has learnt the task (0).
std::map<std::int64_t, double> task_means(const std::vector<named_run>& runs, const run_group& group,
                                          const std::string& task, bool from_learnt);

}  // namespace detail

/// Two charts of means with the numbers of the first, and a small chart per task.
std::string comparison_curves(const std::vector<named_run>& runs, const std::vector<run_group>& groups);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/comparison/impl/comparison_curves.ipp>
#endif
