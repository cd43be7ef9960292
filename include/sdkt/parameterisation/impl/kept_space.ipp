// SPDX-License-Identifier: MIT
//
// Definitions of kept_space.hpp.
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/parameterisation/kept_space.hpp>

namespace sdkt::parameterisation {

SDKT_INLINE at::Tensor outside(const at::Tensor& basis_NK, const at::Tensor& features_NM) {
  at::Tensor features = features_NM.to(at::kDouble);
  if (!basis_NK.defined()) return features;
  const at::Tensor basis = basis_NK.to(at::kDouble);
  return features.sub(at::mm(basis, at::mm(basis.t(), features)));
}

SDKT_INLINE at::Tensor grown(const at::Tensor& basis_NK, const at::Tensor& features_NM, double energy) {
  const double all = features_NM.to(at::kDouble).square().sum().item<double>();
  const at::Tensor rest = outside(basis_NK, features_NM);
  const auto [vectors_NR, values_R, unused] = at::linalg_svd(rest, /*full_matrices=*/false);
  const at::Tensor energies_R = values_R.square().to(at::kCPU).contiguous();
  const double* part = energies_R.const_data_ptr<double>();
  double held = all - energies_R.sum().item<double>();
  std::int64_t count = 0;
  while (count < energies_R.size(0) && held < energy * all && part[count] > 1e-14 * all)
    held += part[count++];
  if (!basis_NK.defined()) return vectors_NR.narrow(1, 0, std::max<std::int64_t>(count - 1, 1)).contiguous();
  const at::Tensor basis = basis_NK.to(at::kDouble);
  count = std::min(count, basis.size(0) - basis.size(1));
  return at::cat({basis, vectors_NR.narrow(1, 0, count)}, 1);
}

SDKT_INLINE at::Tensor leading_outside(const at::Tensor& basis_NK, const at::Tensor& features_NM,
                                       std::int64_t rank) {
  const at::Tensor rest = outside(basis_NK, features_NM);
  const auto [vectors_NR, values_R, unused] = at::linalg_svd(rest, /*full_matrices=*/false);
  const std::int64_t found = std::min(rank, values_R.size(0));
  const at::Tensor holds_R = values_R.narrow(0, 0, found)
                                 .gt(1e-7 * features_NM.to(at::kDouble).square().sum().sqrt().item<double>());
  at::Tensor rows = at::zeros({rank, rest.size(0)}, rest.options());
  const at::Tensor leading = vectors_NR.narrow(1, 0, found).mul(holds_R);
  rows.narrow(0, 0, found).copy_(outside(basis_NK, leading).t());  // once more, against rounding
  return rows;
}

SDKT_INLINE at::Tensor root_of_gram(const at::Tensor& gram_NN) {
  const auto [values_N, vectors_NN] = at::linalg_eigh(gram_NN.to(at::kDouble));
  return at::mm(vectors_NN.mul(values_N.clamp_min(0).sqrt()), vectors_NN.t());
}

}  // namespace sdkt::parameterisation
