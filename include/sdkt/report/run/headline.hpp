// SPDX-License-Identifier: MIT
//
// The answer at the top of the report: one sentence, and three numbers with their meaning.
#pragma once

#include <cmath>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

namespace detail {

/// Whether a difference vanishes when it is rounded to a tenth of a point.
inline bool is_nothing(double points) { return std::abs(points) < 0.05; }

/// "11.9 points above", "2.0 points below", "level with".
std::string compared(double points);

/// One number: its name, its value, its meaning, a comparison, and its value over the union.
std::string card(std::string_view name, const std::string& value, std::string_view unit,
                 std::string_view meaning, std::string_view comparison, std::string_view in_union);

}  // namespace detail

/// One sentence about the result of the run, or its progress. Escaped, without tags.
std::string headline_sentence(const run_record& record);

/// The sentence, and three numbers over each task's own classes, with those over the union in smaller type.
std::string headline(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/headline.ipp>
#endif
