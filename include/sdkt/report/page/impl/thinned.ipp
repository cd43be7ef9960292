// SPDX-License-Identifier: MIT
//
// Definitions of thinned.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/page/thinned.hpp>

namespace sdkt::report {

SDKT_INLINE std::vector<svg::point> thinned(const std::vector<double>& values, std::size_t max_points) {
  std::vector<svg::point> points;
  const std::size_t size = values.size();
  const auto place = [&](std::size_t i) { points.push_back({static_cast<double>(i), values[i]}); };
  if (size <= max_points) {
    for (std::size_t i = 0; i < size; ++i) place(i);
    return points;
  }
  const std::size_t stretches = max_points < 2 ? 1 : max_points / 2;
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const std::size_t begin = stretch * size / stretches, end = (stretch + 1) * size / stretches;
    std::size_t lowest = end, highest = end;
    for (std::size_t i = begin; i < end; ++i) {
      if (!std::isfinite(values[i])) continue;
      if (lowest == end || values[i] < values[lowest]) lowest = i;
      if (highest == end || values[i] > values[highest]) highest = i;
    }
    if (lowest == end) {
      points.push_back({static_cast<double>(begin), std::numeric_limits<double>::quiet_NaN()});
    } else {
      place(lowest < highest ? lowest : highest);
      if (lowest != highest) place(lowest < highest ? highest : lowest);
    }
  }
  return points;
}

}  // namespace sdkt::report
