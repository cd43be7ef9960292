// SPDX-License-Identifier: MIT
//
// Definitions of fixed_factors.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/parameterisation/fixed_factors.hpp>
#include <sdkt/parameterisation/kept_space.hpp>

namespace sdkt {

template <FactorDirections Directions>
void fixed_factors<Directions>::check() const {
  detail::require_at_least("fixed_factors_rank", rank, 1);
  directions.check();
}

template <FactorDirections Directions>
std::int64_t fixed_factors<Directions>::num_weights(const weight_layout&,
                                                    const trained_slices& trained) const {
  std::int64_t sum = 0;
  for (const weight_matrix& matrix : parameterisation::matrices_of(trained, matrices))
    sum += matrix.rows * std::min(rank, matrix.columns);
  return sum;
}

template <FactorDirections Directions>
std::int64_t fixed_factors<Directions>::num_kept(const weight_layout&, const trained_slices& trained) const {
  std::int64_t sum = 0;
  for (const weight_matrix& matrix : parameterisation::matrices_of(trained, matrices))
    sum += matrix.columns * (std::min(rank, matrix.columns) + matrix.columns);
  return sum;
}

template <FactorDirections Directions>
at::Tensor fixed_factors<Directions>::begin_task(const parameters_begin& moment) {
  start = moment.start;
  chosen = parameterisation::matrices_of(*moment.trained, matrices);
  places_of_B.clear();
  parameterisation::aligned_places places;
  for (const weight_matrix& matrix : chosen)
    places_of_B.push_back(places.add(matrix.rows * std::min(rank, matrix.columns)));
  if (begun != moment.task) {
    const std::vector<at::Tensor> features = directions.features(moment, chosen);
    const at::NoGradGuard no_graph;
    if (kept.empty()) {
      kept.resize(chosen.size());
      directions.keep_first(kept, moment, chosen);
    }
    factors.clear();
    for (std::size_t place = 0; place < chosen.size(); ++place) {
      factors.push_back(parameterisation::leading_outside(kept[place], features[place],
                                                          std::min(rank, chosen[place].columns))
                            .mul_(directions.factor_scale(rank))
                            .to(start.scalar_type())
                            .contiguous());
    }
    begun = moment.task;
  }
  return at::zeros({places.size()}, start.options());
}

template <FactorDirections Directions>
at::Tensor fixed_factors<Directions>::up(const at::Tensor& values_F, std::size_t place) const {
  const std::int64_t rows = chosen[place].rows, own = factors[place].size(0);
  return values_F.narrow(0, places_of_B[place], rows * own).view({rows, own});
}

template <FactorDirections Directions>
void fixed_factors<Directions>::push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const {
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    at::Tensor weight = chosen[place].of(theta_Q);
    at::addmm_out(weight, chosen[place].of(start), up(values_F, place), factors[place]);
  }
}

template <FactorDirections Directions>
at::Tensor fixed_factors<Directions>::pull_back(const at::Tensor& values_F,
                                                const at::Tensor& gradient_Q) const {
  at::Tensor gradient_F = at::zeros_like(values_F);
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    at::Tensor of_B = up(gradient_F, place);
    at::mm_out(of_B, chosen[place].of(gradient_Q), factors[place].t());
  }
  return gradient_F;
}

template <FactorDirections Directions>
void fixed_factors<Directions>::end_task(const parameters_end& moment) {
  const at::NoGradGuard no_graph;
  directions.keep_more(kept, moment, chosen);
}

template <FactorDirections Directions>
void fixed_factors<Directions>::persist(archive& state) {
  auto count = static_cast<std::int64_t>(factors.size());
  state("begun", begun);
  state("matrices", count);
  factors.resize(static_cast<std::size_t>(count));
  kept.resize(static_cast<std::size_t>(count));
  for (std::size_t place = 0; place < factors.size(); ++place) {
    state("A " + std::to_string(place), factors[place]);
    state("kept " + std::to_string(place), kept[place]);
  }
}

template <FactorDirections Directions>
void fixed_factors<Directions>::describe(setting_list& settings) const {
  settings.set("fixed_factors_rank", rank);
  settings.set("fixed_factors_directions", std::string{Directions::name});
  directions.describe(settings);
  matrices.describe(settings, "fixed_factors_matrices");
}

static_assert(Parameterisation<fixed_factors<input_directions>>);
static_assert(Parameterisation<fixed_factors<gradient_directions>>);

}  // namespace sdkt
