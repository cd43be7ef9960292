// SPDX-License-Identifier: MIT
//
// Updates within the directions that a matrix uses least.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// W = W_start + U M V^T for every chosen matrix W [m, n], where U [m, r] and V [n, r] are singular vectors of
/// W_start with the smallest singular values. M [r, r] trains, from 0.
///
/// r = min(rank, m, n). Singular vectors that belong to the leading directions, the fewest whose squared singular
/// values hold `energy` of their sum, are left out even then: their rows and columns of M stay 0.
///
/// Gradient: dM = U^T dW V.
/// Cost: four products of rank columns per matrix and step, and one singular value decomposition per matrix and task.
/// Memory: r^2 numbers per matrix in the optimiser, and U and V.
/// Errors: setting_error if rank is below 1, energy is outside [0, 1), or no matrix is chosen.
/// Source: NuSA-CL, known to us from secondary sources only; energy 0.8 to 0.9 and rank 128 there.
struct null_space {
  std::int64_t rank = 128;
  double energy = 0.9;
  matrix_choice matrices = {};

  static constexpr std::string_view name = "null_space";

  void check() const;
  /// Entries of all M, those that stay 0 included.
  std::int64_t num_weights(const weight_layout& layout, const trained_slices& trained) const;
  /// U and V.
  std::int64_t num_kept(const weight_layout& layout, const trained_slices& trained) const;
  at::Tensor begin_task(const parameters_begin& moment);
  void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const;
  at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) const;
  void describe(setting_list& settings) const;

  /// One matrix and the directions in which it may move.
  struct subspace {
    weight_matrix matrix;
    at::Tensor U;            ///< [m, r]; the columns of leading directions are 0
    at::Tensor V;            ///< [n, r], likewise
    std::int64_t place = 0;  ///< of M in the vector that trains
    at::Tensor core(const at::Tensor& values_F) const;
  };
  std::vector<subspace> subspaces = {};  ///< set by begin_task
  at::Tensor start = {};                 ///< set by begin_task: [Q]
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/null_space.ipp>
#endif
