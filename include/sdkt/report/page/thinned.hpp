// SPDX-License-Identifier: MIT
//
// Long curves with few points that look the same: every stretch keeps its lowest and highest value.
#pragma once

#include <cstddef>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/svg.hpp>

namespace sdkt::report {

/// A curve of values over 0, 1, 2, ... in at most max_points points.
///
/// A curve that fits is unchanged; values that are not finite are gaps. A longer curve is cut into stretches
/// of equal length. Each stretch keeps its minimum and maximum, in order of occurrence; a stretch without a
/// finite value is a gap. So the extremes of the whole curve are exact.
/// Cost: one pass.
std::vector<svg::point> thinned(const std::vector<double>& values, std::size_t max_points);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/thinned.ipp>
#endif
