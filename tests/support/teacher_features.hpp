// SPDX-License-Identifier: MIT
//
// Random features and weights for the tests of policies: functions of a seed alone.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sub.h>

#include "numbers.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/encoded.hpp>

namespace sdkt_test {

/// Sizes of random batches: reference images, texts, numbers a feature; images that are selected among.
inline constexpr std::int64_t R = 7, T = 4, E = 6, num_selected = 9;

inline at::Tensor unit(const at::Tensor& rows) {
  return rows.div(at::linalg_vector_norm(rows, 2, at::IntArrayRef{1}, /*keepdim=*/true));
}

inline at::Tensor unit_rows(std::int64_t rows, std::int64_t size, std::uint64_t seed) {
  return unit(random_numbers({rows, size}, seed));
}

/// Two teachers whose unit rows are at the given distances; previous first.
inline sdkt::teacher_targets<2> at_distances(std::initializer_list<double> distances) {
  const auto rows = static_cast<std::int64_t>(distances.size());
  at::Tensor previous = at::empty({rows, 3}, at::kDouble).zero_();
  at::Tensor pretrained = at::empty({rows, 3}, at::kDouble).zero_();
  auto* left = previous.mutable_data_ptr<double>();
  auto* right = pretrained.mutable_data_ptr<double>();
  for (const double distance : distances) {
    const double angle = 2 * std::asin(distance / 2);  // of unit vectors that far apart
    left[0] = 1;
    right[0] = std::cos(angle);
    right[1] = std::sin(angle);
    left += 3;
    right += 3;
  }
  sdkt::teacher_targets<2> targets;
  targets.teachers[0].images_RE = previous;
  targets.teachers[1].images_RE = pretrained;
  return targets;
}

template <std::size_t N>
sdkt::teacher_targets<N> random_targets(std::int64_t rows, std::int64_t size, std::uint64_t seed) {
  sdkt::teacher_targets<N> targets;
  for (std::size_t n = 0; n < N; ++n) targets.teachers[n].images_RE = unit_rows(rows, size, 100 * seed + n);
  return targets;
}

inline at::Tensor cosines(const sdkt::encoded& network) {
  return at::matmul(network.images_RE, network.texts_TE.t());
}

}  // namespace sdkt_test
