// SPDX-License-Identifier: MIT
//
// Definitions of null_space.hpp.
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/energy.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/parameterisation/null_space.hpp>

namespace sdkt {

SDKT_INLINE at::Tensor null_space::subspace::core(const at::Tensor& values_F) const {
  const std::int64_t own = U.size(1);
  return values_F.narrow(0, place, own * own).view({own, own});
}

SDKT_INLINE void null_space::check() const {
  detail::require_at_least("null_space_rank", rank, 1);
  detail::require_setting(energy >= 0 && energy < 1, "null_space_energy", energy,
                          "a number from 0 up to, but not including, 1");
}

SDKT_INLINE std::int64_t null_space::num_weights(const weight_layout&, const trained_slices& trained) const {
  std::int64_t sum = 0;
  for (const auto& matrix : parameterisation::matrices_of(trained, matrices)) {
    const std::int64_t own = std::min({rank, matrix.rows, matrix.columns});
    sum += own * own;
  }
  return sum;
}

SDKT_INLINE std::int64_t null_space::num_kept(const weight_layout&, const trained_slices& trained) const {
  std::int64_t sum = 0;
  for (const auto& matrix : parameterisation::matrices_of(trained, matrices))
    sum += std::min({rank, matrix.rows, matrix.columns}) * (matrix.rows + matrix.columns);
  return sum;
}

SDKT_INLINE at::Tensor null_space::begin_task(const parameters_begin& moment) {
  start = moment.start;
  subspaces.clear();
  parameterisation::aligned_places places;
  for (const auto& matrix : parameterisation::matrices_of(*moment.trained, matrices)) {
    const std::int64_t all = std::min(matrix.rows, matrix.columns);
    const std::int64_t own = std::min(rank, all);
    const auto [U, S, Vh] = at::linalg_svd(matrix.of(start), /*full_matrices=*/false);
    const std::int64_t leading = parameterisation::num_leading(S.square(), energy);
    at::Tensor least_U = U.narrow(1, all - own, own).clone();
    at::Tensor least_V = Vh.narrow(0, all - own, own).t().clone();
    const std::int64_t left_out = std::clamp<std::int64_t>(leading - (all - own), 0, own);
    least_U.narrow(1, 0, left_out).zero_();
    least_V.narrow(1, 0, left_out).zero_();
    subspaces.push_back({matrix, least_U, least_V, places.add(own * own)});
  }
  return at::zeros({places.size()}, start.options());
}

SDKT_INLINE void null_space::push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const {
  for (const auto& one : subspaces) {
    at::Tensor weight = one.matrix.of(theta_Q);
    at::addmm_out(weight, one.matrix.of(start), at::mm(one.U, one.core(values_F)), one.V.t());
  }
}

SDKT_INLINE at::Tensor null_space::pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) const {
  at::Tensor gradient_F = at::zeros_like(values_F);
  for (const auto& one : subspaces) {
    at::Tensor of_M = one.core(gradient_F);
    at::mm_out(of_M, one.U.t(), at::mm(one.matrix.of(gradient_Q), one.V));
  }
  return gradient_F;
}

SDKT_INLINE void null_space::describe(setting_list& settings) const {
  settings.set("null_space_rank", rank);
  settings.set("null_space_energy", energy);
  matrices.describe(settings, "null_space_matrices");
}

}  // namespace sdkt
