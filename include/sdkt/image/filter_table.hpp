// SPDX-License-Identifier: MIT
//
// The weights of bicubic resizing, as PIL rounds them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/image/blend.hpp>

namespace sdkt::detail {

/// Keys' cubic convolution kernel with a = -0.5, zero from 2 on.
///
/// Source: Keys, Cubic convolution interpolation for digital image processing (1981).
/// The form of the polynomials, which decides the last bit, is PIL's.
inline double cubic_kernel(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

/// For a run of target positions, which source positions each is made of and with what weights.
struct filter_table {
  struct taps {
    int first = 0;           ///< first source position
    int count = 0;           ///< how many
    std::size_t offset = 0;  ///< of the first weight
  };
  std::vector<taps> positions;
  std::vector<std::int32_t> weights;

  const std::int32_t* weights_of(const taps& position) const { return weights.data() + position.offset; }
};

/// The filters of targets first .. first+count-1 when `source` pixels become `target` pixels.
inline filter_table cubic_filters(int source, std::int64_t target, std::int64_t first, int count) {
  const double scale = static_cast<double>(source) / static_cast<double>(target);
  const double filter_scale = std::max(scale, 1.0);
  const double support = 2.0 * filter_scale;
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
      exact.push_back(cubic_kernel((x + low - centre + 0.5) * inverse));
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
