// SPDX-License-Identifier: MIT
//
// Definitions of low_rank.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/low_rank.hpp>
#include <sdkt/parameterisation/matrices.hpp>

namespace sdkt::parameterisation {

SDKT_INLINE at::Tensor factor_pair::down(const at::Tensor& values_F) const {
  return values_F.narrow(0, place_of_A, rank * matrix.columns).view({rank, matrix.columns});
}

SDKT_INLINE at::Tensor factor_pair::up(const at::Tensor& values_F) const {
  return values_F.narrow(0, place_of_B, matrix.rows * rank).view({matrix.rows, rank});
}

SDKT_INLINE std::vector<factor_pair> factor_pairs(const std::vector<weight_matrix>& matrices,
                                                  std::int64_t rank) {
  std::vector<factor_pair> pairs;
  aligned_places places;
  for (const weight_matrix& matrix : matrices) {
    const std::int64_t own = std::min({rank, matrix.rows, matrix.columns});
    const std::int64_t place_of_A = places.add(own * matrix.columns);
    pairs.push_back({matrix, own, place_of_A, places.add(matrix.rows * own)});
  }
  return pairs;
}

SDKT_INLINE std::int64_t num_factor_entries(const std::vector<weight_matrix>& matrices, std::int64_t rank) {
  std::int64_t sum = 0;
  for (const weight_matrix& matrix : matrices)
    sum += std::min({rank, matrix.rows, matrix.columns}) * (matrix.rows + matrix.columns);
  return sum;
}

SDKT_INLINE std::int64_t size_of(const std::vector<factor_pair>& pairs) {
  if (pairs.empty()) return 0;
  const factor_pair& last = pairs.back();
  aligned_places end;
  end.add(last.matrix.rows * last.rank);
  return last.place_of_B + end.size();
}

}  // namespace sdkt::parameterisation

namespace sdkt {

SDKT_INLINE void low_rank::check() const {
  detail::require_at_least("low_rank_rank", rank, 1);
  detail::require_strength("low_rank_alpha", alpha);
}

SDKT_INLINE std::int64_t low_rank::num_weights(const weight_layout&, const trained_slices& trained) const {
  return parameterisation::num_factor_entries(parameterisation::matrices_of(trained, matrices), rank);
}

SDKT_INLINE at::Tensor low_rank::begin_task(const parameters_begin& moment) {
  start = moment.start;
  pairs = parameterisation::factor_pairs(parameterisation::matrices_of(*moment.trained, matrices), rank);
  at::Tensor values_F = at::zeros({parameterisation::size_of(pairs)}, start.options());
  for (std::size_t place = 0; place < pairs.size(); ++place) {
    parameterisation::fill_uniform(pairs[place].down(values_F),
                                   1 / std::sqrt(static_cast<double>(pairs[place].matrix.columns)),
                                   {.seed = moment.seed,
                                    .purpose = random_purpose::initial_factors,
                                    .task = static_cast<std::uint32_t>(moment.task),
                                    .index = static_cast<std::uint32_t>(place)});
  }
  return values_F;
}

SDKT_INLINE void low_rank::push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const {
  for (const auto& pair : pairs) {
    at::Tensor weight = pair.matrix.of(theta_Q);
    at::addmm_out(weight, pair.matrix.of(start), pair.up(values_F), pair.down(values_F), 1, scale());
  }
}

SDKT_INLINE at::Tensor low_rank::pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) const {
  at::Tensor gradient_F = at::zeros_like(values_F);
  for (const auto& pair : pairs) {
    const at::Tensor of_weight = pair.matrix.of(gradient_Q);
    pair.up(gradient_F).addmm_(of_weight, pair.down(values_F).t(), 0, scale());
    pair.down(gradient_F).addmm_(pair.up(values_F).t(), of_weight, 0, scale());
  }
  return gradient_F;
}

SDKT_INLINE void low_rank::describe(setting_list& settings) const {
  settings.set("low_rank_rank", rank);
  settings.set("low_rank_alpha", alpha);
  matrices.describe(settings, "low_rank_matrices");
}

}  // namespace sdkt
