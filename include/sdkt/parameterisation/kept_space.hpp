// SPDX-License-Identifier: MIT
//
// Subspaces of a layer's inputs that updates keep away from, and how they grow with tasks.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::parameterisation {

/// The part of features outside a space: F - U U^T F. F itself if the space is empty.
///
/// Shapes: basis_NK [n, k] with orthonormal columns, or undefined; features_NM [n, m] -> [n, m], double.
[[nodiscard]] at::Tensor outside(const at::Tensor& basis_NK, const at::Tensor& features_NM);

/// The space with the leading left singular vectors of the features outside it, the fewest with which it holds
/// `energy` of the sum of the features' squared singular values.
///
/// An empty space gets one direction less than that, and at least one. Directions that hold nothing but rounding,
/// less than 1e-7 of the features' norm, are left out.
/// Shapes: basis_NK as above, features_NM [n, m] -> [n, k'], double.
/// Source: GPM (arXiv 2103.09762), equations 5, 8 and 9; the count of the first space from the code of InfLoRA and
/// KeepLoRA.
[[nodiscard]] at::Tensor grown(const at::Tensor& basis_NK, const at::Tensor& features_NM, double energy);

/// The first `rank` left singular vectors of the features outside a space, as rows: [rank, n], double.
///
/// Rows without features are 0: if the features outside have fewer directions.
[[nodiscard]] at::Tensor leading_outside(const at::Tensor& basis_NK, const at::Tensor& features_NM,
                                         std::int64_t rank);

/// A symmetric root R of a Gram matrix G, R R = G: [n, n], double. Its squared singular values are the eigenvalues
/// of G, and those of the inputs that G sums up.
[[nodiscard]] at::Tensor root_of_gram(const at::Tensor& gram_NN);

}  // namespace sdkt::parameterisation

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/kept_space.ipp>
#endif
