// SPDX-License-Identifier: MIT
//
// Definitions of muon.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/optimiser/muon.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

SDKT_INLINE at::Tensor near_orthogonal(const at::Tensor& matrix_MN, std::int64_t iterations) {
  const bool is_tall = matrix_MN.size(0) > matrix_MN.size(1);
  at::Tensor X = is_tall ? matrix_MN.t() : matrix_MN;
  X = X.div(at::linalg_vector_norm(X, 2).clamp_min(1e-7));
  for (std::int64_t round = 0; round < iterations; ++round) {
    const at::Tensor A = at::mm(X, X.t());
    const at::Tensor B = A.mul(-4.7750).add_(at::mm(A, A), 2.0315);
    X = X.mul(3.4445).add_(at::mm(B, X));
  }
  return is_tall ? X.t() : X;
}

SDKT_INLINE void muon::check() const {
  detail::require_setting(momentum >= 0 && momentum < 1, "muon_momentum", momentum,
                          "a number from 0 up to, but not including, 1");
  detail::require_at_least("muon_iterations", iterations, 1);
  rest.check();
}

SDKT_INLINE void muon::begin_task(const optimiser_begin& moment) {
  matrices = moment.matrices;
  weight_decay = moment.weight_decay;
  velocity = at::zeros_like(moment.values);
  others = weights::ranges_outside(matrices, moment.values.numel());
  rest.begin_task({.values = others_of(moment.values), .weight_decay = weight_decay});
}

SDKT_INLINE at::Tensor muon::others_of(const at::Tensor& vector_F) const {
  std::vector<at::Tensor> parts{vector_F.narrow(0, 0, 0)};
  for (const weight_range& range : others) parts.push_back(vector_F.narrow(0, range.begin, range.size()));
  return at::cat(parts);
}

SDKT_INLINE void muon::update_values(at::Tensor& values_F, const at::Tensor& gradient_F,
                                     double learning_rate) {
  at::Tensor values_of_rest = others_of(values_F);
  if (values_of_rest.numel() > 0) rest.update_values(values_of_rest, others_of(gradient_F), learning_rate);
  std::int64_t place = 0;
  for (const weight_range& range : others) {
    values_F.narrow(0, range.begin, range.size()).copy_(values_of_rest.narrow(0, place, range.size()));
    place += range.size();
  }
  for (const weight_matrix& matrix : matrices) {
    const at::Tensor v = matrix.of(velocity), g = matrix.of(gradient_F);
    v.mul_(momentum).add_(g, 1 - momentum);
    const at::Tensor direction = near_orthogonal(g.mul(1 - momentum).add_(v, momentum), iterations);
    const double factor = 0.2 * std::sqrt(static_cast<double>(std::max(matrix.rows, matrix.columns)));
    matrix.of(values_F).mul_(1 - learning_rate * weight_decay).add_(direction, -learning_rate * factor);
  }
}

SDKT_INLINE void muon::persist(archive& state) {
  state("velocity", velocity);
  state.part("rest", rest);
}

SDKT_INLINE void muon::describe(setting_list& settings) const {
  settings.set("muon_momentum", momentum);
  settings.set("muon_iterations", iterations);
  rest.describe(settings);
}

}  // namespace sdkt
