// SPDX-License-Identifier: MIT
//
// The course of training: losses, distillation terms and selection weights along all steps.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/line_chart.hpp>

namespace sdkt::report {

namespace detail {

/// "lowest 0.12, highest 3.4, at the last step 0.5".
std::string summary(const series& curve);

}  // namespace detail

/// Three charts: loss and cross entropy; a distillation term per teacher; mean selection weight.
std::string step_curves(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/step_curves.ipp>
#endif
