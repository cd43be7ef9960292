// SPDX-License-Identifier: MIT
//
// Definitions of filter_table.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/blend.hpp>
#include <sdkt/image/filter_table.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::detail {

/// Keys' cubic convolution kernel with a = -0.5, zero from 2 on.
///
/// Source: Keys, Cubic convolution interpolation for digital image processing (1981). The form of the
/// polynomials, which decides the last bit, is PIL's.
SDKT_INLINE double cubic_kernel(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

/// The kernel of a filter and its support.
///
/// Source: Pillow's Resample.c. The form of the formulas decides the last bit.
SDKT_INLINE filter_kernel kernel_of(pixel_filter filter) {
  constexpr double pi = 3.14159265358979323846;
  switch (filter) {
    case pixel_filter::box:
      return {[](double x) { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; }, 0.5};
    case pixel_filter::bilinear:
      return {[](double x) { return std::abs(x) < 1.0 ? 1.0 - std::abs(x) : 0.0; }, 1.0};
    case pixel_filter::hamming:
      return {[](double x) {
                x = std::abs(x);
                if (x == 0.0) return 1.0;
                if (x >= 1.0) return 0.0;
                x *= pi;
                return std::sin(x) / x * (double{0.54F} + double{0.46F} * std::cos(x));
              },
              1.0};
    case pixel_filter::lanczos:
      return {[](double x) {
                const auto sinc = [](double y) { return y == 0.0 ? 1.0 : std::sin(y * pi) / (y * pi); };
                return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3.0) : 0.0;
              },
              3.0};
    case pixel_filter::nearest:  // uses nearest_positions, not a kernel
    case pixel_filter::bicubic:
      break;
  }
  return {cubic_kernel, 2.0};
}

/// The one source position that each target position copies.
///
/// The positions are summed one by one, so that they round as in PIL. If more than 2^24 positions precede the
/// first (PIL could not hold such an image), a product replaces the sum.
SDKT_INLINE filter_table nearest_positions(int source, std::int64_t target, std::int64_t first, int count) {
  constexpr std::int64_t longest_sum = 1 << 24;
  const double scale = static_cast<double>(source) / static_cast<double>(target);
  filter_table table;
  table.positions.reserve(static_cast<std::size_t>(count));
  double place = scale * 0.5;
  if (first <= longest_sum) {
    for (std::int64_t before = 0; before < first; ++before) place += scale;
  } else {
    place += scale * static_cast<double>(first);
  }
  for (int at = 0; at < count; ++at, place += scale) {
    table.positions.push_back({std::min(static_cast<int>(place), source - 1), 1, table.weights.size()});
    table.weights.push_back(1 << weight_bits);
  }
  return table;
}

SDKT_INLINE filter_table filters_of(pixel_filter filter, int source, std::int64_t target, std::int64_t first,
                                    int count) {
  if (filter == pixel_filter::nearest) return nearest_positions(source, target, first, count);
  const filter_kernel kernel = kernel_of(filter);
  const double scale = static_cast<double>(source) / static_cast<double>(target);
  const double filter_scale = std::max(scale, 1.0);
  const double support = kernel.support * filter_scale;
  const double inverse = 1.0 / filter_scale;
  filter_table table;
  table.positions.reserve(static_cast<std::size_t>(count));
  std::vector<double> exact;
  for (std::int64_t at = first; at < first + count; ++at) {
    const double centre = (static_cast<double>(at) + 0.5) * scale;
    const int low = std::max(0, static_cast<int>(centre - support + 0.5));
    const int high = std::min(source, static_cast<int>(centre + support + 0.5));
    exact.clear();
    double total = 0.0;
    for (int x = 0; x < high - low; ++x) {
      exact.push_back(kernel.value((x + low - centre + 0.5) * inverse));
      total += exact.back();
    }
    table.positions.push_back({low, high - low, table.weights.size()});
    for (const double weight : exact) {  // rounded half away from zero
      const double scaled = (total != 0.0 ? weight / total : weight) * (1 << weight_bits);
      table.weights.push_back(static_cast<std::int32_t>(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5));
    }
  }
  return table;
}

}  // namespace sdkt::detail
