// SPDX-License-Identifier: MIT
//
// Definitions of gated_low_rank.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/gated_low_rank.hpp>
#include <sdkt/parameterisation/low_rank.hpp>
#include <sdkt/parameterisation/matrices.hpp>

namespace sdkt {

SDKT_INLINE void gated_low_rank::check() const {
  detail::require_at_least("gated_low_rank_rank", rank, 1);
  detail::require_strength("gated_low_rank_largest_threshold", largest_threshold);
  detail::require_at_least("gated_low_rank_thresholds", thresholds, 1);
}

SDKT_INLINE std::int64_t gated_low_rank::num_weights(const weight_layout&,
                                                     const trained_slices& trained) const {
  const auto chosen = parameterisation::matrices_of(trained, matrices);
  std::int64_t num_gates = 0;
  for (const weight_matrix& matrix : chosen) num_gates += std::min({rank, matrix.rows, matrix.columns});
  return parameterisation::num_factor_entries(chosen, rank) + num_gates;
}

SDKT_INLINE at::Tensor gated_low_rank::gates(const at::Tensor& values_F, std::size_t pair) const {
  return values_F.narrow(0, place_of_gates + static_cast<std::int64_t>(pair) * rank, pairs[pair].rank);
}

SDKT_INLINE at::Tensor gated_low_rank::begin_task(const parameters_begin& moment) {
  low_rank factors{.rank = rank, .matrices = matrices};
  const at::Tensor factors_F = factors.begin_task(moment);
  pairs = factors.pairs;
  start = factors.start;
  num_steps = moment.num_steps;
  place_of_gates = factors_F.size(0);
  parameterisation::aligned_places end;
  end.add(static_cast<std::int64_t>(pairs.size()) * rank);
  at::Tensor values_F = at::cat({factors_F, at::zeros({end.size()}, factors_F.options())});
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    parameterisation::fill_normal(gates(values_F, pair), {.seed = moment.seed,
                                                          .purpose = random_purpose::initial_factors,
                                                          .task = static_cast<std::uint32_t>(moment.task),
                                                          .pass = 1,
                                                          .index = static_cast<std::uint32_t>(pair)});
  }
  return values_F;
}

SDKT_INLINE void gated_low_rank::push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const {
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    const auto& one = pairs[pair];
    at::Tensor weight = one.matrix.of(theta_Q);
    at::addmm_out(weight, one.matrix.of(start), one.up(values_F).mul(gates(values_F, pair)),
                  one.down(values_F));
  }
}

SDKT_INLINE at::Tensor gated_low_rank::pull_back(const at::Tensor& values_F,
                                                 const at::Tensor& gradient_Q) const {
  at::Tensor gradient_F = at::zeros_like(values_F);
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    const auto& one = pairs[pair];
    const at::Tensor of_weight = one.matrix.of(gradient_Q);
    const at::Tensor gate = gates(values_F, pair);
    const at::Tensor through_B = at::mm(one.up(values_F).t(), of_weight);  // [r, n]
    one.up(gradient_F).copy_(at::mm(of_weight, one.down(values_F).t()).mul_(gate));
    one.down(gradient_F).copy_(through_B.mul(gate.unsqueeze(1)));
    gates(gradient_F, pair).copy_(through_B.mul(one.down(values_F)).sum(1));
  }
  return gradient_F;
}

SDKT_INLINE double gated_low_rank::threshold_at(std::int64_t step) const {
  const std::int64_t half = num_steps / 2;
  if (step < half || num_steps == half) return 0;
  const std::int64_t part = (step - half) * thresholds / (num_steps - half);
  return thresholds == 1
             ? largest_threshold
             : largest_threshold * static_cast<double>(part) / static_cast<double>(thresholds - 1);
}

SDKT_INLINE void gated_low_rank::after_update(at::Tensor& values_F, std::int64_t step) const {
  const double kappa = threshold_at(step);
  if (kappa == 0) return;
  at::Tensor all = values_F.narrow(0, place_of_gates, values_F.size(0) - place_of_gates);
  all.copy_(all.sign().mul_(all.abs().sub_(kappa).clamp_min_(0)));
}

SDKT_INLINE void gated_low_rank::describe(setting_list& settings) const {
  settings.set("gated_low_rank_rank", rank);
  settings.set("gated_low_rank_largest_threshold", largest_threshold);
  settings.set("gated_low_rank_thresholds", thresholds);
  matrices.describe(settings, "gated_low_rank_matrices");
}

}  // namespace sdkt
