// SPDX-License-Identifier: MIT
//
// A small chart per task: its accuracy along the whole sequence.
#pragma once

#include <cstddef>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

namespace detail {

/// "zero-shot 31.7 %, 42.0 % when learnt, 36.9 % at the last stage".
std::string told(const run_record& record, std::size_t task);

}  // namespace detail

/// The charts of all tasks, and the meaning of their lines.
std::string task_curves(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/task_curves.ipp>
#endif
