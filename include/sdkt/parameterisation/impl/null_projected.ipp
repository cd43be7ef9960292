// SPDX-License-Identifier: MIT
//
// Definitions of null_projected.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/mm.h>
#include <gsl/assert>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/parameterisation/null_projected.hpp>

namespace sdkt {

namespace detail {

/// The eigenvectors of a Gram matrix but those with the smallest eigenvalues, as many as have less than `share` of
/// their sum: [n, n] -> [n, k].
SDKT_INLINE at::Tensor directions_in_use(const at::Tensor& gram_NN, double share) {
  const auto [values_N, vectors_NN] = at::linalg_eigh(gram_NN.to(at::kDouble));  // in ascending order
  const at::Tensor sums_N = values_N.clamp_min(0).cumsum(0);
  const auto unused = sums_N.lt(share * sums_N[-1].item<double>()).sum().item<std::int64_t>();
  return vectors_NN.narrow(1, unused, vectors_NN.size(1) - unused).to(gram_NN.scalar_type()).contiguous();
}

}  // namespace detail

SDKT_INLINE void null_projected::check() const {
  detail::require_setting(share > 0 && share <= 1, "null_projected_share", share, "a number above 0 up to 1");
}

SDKT_INLINE std::int64_t null_projected::num_weights(const weight_layout&,
                                                     const trained_slices& trained) const {
  return trained.num_weights();
}

SDKT_INLINE std::int64_t null_projected::num_kept(const weight_layout&, const trained_slices& trained) const {
  std::int64_t sum = 0;
  for (const weight_matrix& matrix : parameterisation::matrices_of(trained, matrices))
    sum += 2 * matrix.columns * matrix.columns;
  return sum;
}

SDKT_INLINE at::Tensor null_projected::begin_task(const parameters_begin& moment) {
  start = moment.start;
  chosen = parameterisation::matrices_of(*moment.trained, matrices);
  frozen.clear();
  used.assign(chosen.size(), at::Tensor{});
  if (moment.task == 0) return moment.theta;
  frozen = weights::ranges_outside(chosen, moment.theta.size(0));
  for (std::size_t place = 0; share < 1 && place < seen.size(); ++place)
    used[place] = detail::directions_in_use(seen[place], share);
  return moment.theta;
}

SDKT_INLINE void null_projected::push_forward(const at::Tensor&, at::Tensor& theta_Q) const {
  for (const weight_range& part : frozen)
    theta_Q.narrow(0, part.begin, part.size()).copy_(start.narrow(0, part.begin, part.size()));
}

SDKT_INLINE at::Tensor null_projected::pull_back(const at::Tensor&, const at::Tensor& gradient_Q) const {
  for (const weight_range& part : frozen) gradient_Q.narrow(0, part.begin, part.size()).zero_();
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    if (!used[place].defined()) continue;
    const at::Tensor G = chosen[place].of(gradient_Q);
    G.sub_(at::mm(at::mm(G, used[place]), used[place].t()));
  }
  return gradient_Q;
}

SDKT_INLINE void null_projected::end_task(const parameters_end& moment) {
  Expects(moment.passes != nullptr);
  const at::NoGradGuard no_graph;
  const std::vector<input_gram> grams = moment.passes->input_grams(chosen);
  seen.resize(chosen.size());
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    const at::Tensor& gram = grams[place].sum_NN;
    const at::Tensor normed = gram.div(gram.norm().clamp_min(1e-30));
    seen[place] = seen[place].defined() ? seen[place].add(normed) : normed;
  }
}

SDKT_INLINE void null_projected::persist(archive& state) {
  auto count = static_cast<std::int64_t>(seen.size());
  state("matrices", count);
  seen.resize(static_cast<std::size_t>(count));
  for (std::size_t place = 0; place < seen.size(); ++place) state("M " + std::to_string(place), seen[place]);
}

SDKT_INLINE void null_projected::describe(setting_list& settings) const {
  settings.set("null_projected_share", share);
  matrices.describe(settings, "null_projected_matrices");
}

}  // namespace sdkt
