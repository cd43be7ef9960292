// SPDX-License-Identifier: MIT
//
// How the selection weighed its first teacher: a small histogram per task.
#pragma once

#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

namespace detail {

/// The percentage of a task's weights in each part of [0, 1], and of those below and above.
std::vector<double> selection_shares(const selection_record& weights);

/// "640 weights: a quarter of them at most 0.10, half at most 0.25, three quarters at most 0.60".
std::string told(const selection_record& weights);

}  // namespace detail

/// The charts of all tasks guided so far; empty for a run without a selection.
std::string selection_shares(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/selection_shares.ipp>
#endif
