// SPDX-License-Identifier: MIT
//
// Definitions of projected.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/mm.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/energy.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/parameterisation/projected.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

SDKT_INLINE void projected::check() const { detail::require_fraction("projected_energy", energy); }

SDKT_INLINE std::int64_t projected::num_weights(const weight_layout&, const trained_slices& trained) const {
  static_cast<void>(matrices_that_train(trained));  // refuses a model that has none
  return trained.num_weights();
}

SDKT_INLINE std::int64_t projected::num_kept(const weight_layout&, const trained_slices& trained) const {
  std::int64_t sum = 0;
  for (const weight_matrix& matrix : weights::hidden_matrices_of(trained))
    sum += 2 * matrix.columns * matrix.columns;
  return energy > 0 ? sum : 0;
}

SDKT_INLINE std::vector<weight_matrix> projected::matrices_that_train(const trained_slices& trained) {
  auto found = weights::hidden_matrices_of(trained);
  if (found.empty()) {
    throw setting_error{"trains", "no matrix trains, so there is nothing to project",
                        "train a tower, or use sdkt::full"};
  }
  return found;
}

SDKT_INLINE at::Tensor projected::begin_task(const parameters_begin& moment) {
  start = moment.start;
  const auto found = matrices_that_train(*moment.trained);
  matrices.resize(found.size());
  for (std::size_t place = 0; place < found.size(); ++place) {
    matrices[place].matrix = found[place];
    protect(matrices[place]);
  }
  return moment.theta;
}

SDKT_INLINE void projected::protect(protection& one) const {
  one.V = at::Tensor{};
  if (!one.C.defined() || energy == 0) return;
  const auto [values_N, vectors_NN] = at::linalg_eigh(one.C.to(at::kDouble));  // in ascending order
  const std::int64_t size = values_N.size(0);
  const std::int64_t fixed = parameterisation::num_leading(values_N.flip(0).clamp_min(0), energy);
  if (fixed > 0) one.V = vectors_NN.narrow(1, size - fixed, fixed).to(one.C.scalar_type()).contiguous();
}

SDKT_INLINE void projected::push_forward(const at::Tensor&, at::Tensor& theta_Q) const {
  for (const protection& one : matrices) {
    if (!one.V.defined()) continue;
    const at::Tensor weight = one.matrix.of(theta_Q);
    weight.sub_(at::mm(at::mm(weight.sub(one.matrix.of(start)), one.V), one.V.t()));
  }
}

SDKT_INLINE at::Tensor projected::pull_back(const at::Tensor&, const at::Tensor& gradient_Q) {
  for (protection& one : matrices) {
    const at::Tensor G = one.matrix.of(gradient_Q);
    if (energy > 0) {
      const at::Tensor seen = at::mm(G.t(), G);
      seen.div_(seen.trace().clamp_min(1e-30));
      one.C = one.C.defined() ? one.C.add_(seen) : seen;
    }
    if (one.V.defined()) G.sub_(at::mm(at::mm(G, one.V), one.V.t()));
  }
  return gradient_Q;
}

SDKT_INLINE void projected::persist(archive& state) {
  auto count = static_cast<std::int64_t>(matrices.size());
  state("matrices", count);
  matrices.resize(static_cast<std::size_t>(count));
  for (std::size_t place = 0; place < matrices.size(); ++place) {
    state("C " + std::to_string(place), matrices[place].C);
    state("V " + std::to_string(place), matrices[place].V);
  }
}

SDKT_INLINE void projected::describe(setting_list& settings) const {
  settings.set("projected_energy", energy);
}

}  // namespace sdkt
