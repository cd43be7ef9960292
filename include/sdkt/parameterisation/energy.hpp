// SPDX-License-Identifier: MIT
//
// How many leading directions hold a share of a spectrum.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace sdkt::parameterisation {

/// The fewest leading entries whose sum is at least `energy` of the sum of all; 0 if energy or the sum is 0.
///
/// Shapes: spectrum_R [R], not negative, in descending order. Waits for the device.
[[nodiscard]] inline std::int64_t num_leading(const at::Tensor& spectrum_R, double energy) {
  const at::Tensor sums_R = spectrum_R.to(at::kDouble).cumsum(0);
  if (energy <= 0 || sums_R.numel() == 0) return 0;
  const double all = sums_R[-1].item<double>();
  if (!(all > 0)) return 0;
  const std::int64_t before = sums_R.lt(energy * all).sum().item<std::int64_t>();
  return before + (before < sums_R.numel() ? 1 : 0);
}

}  // namespace sdkt::parameterisation
