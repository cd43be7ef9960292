// SPDX-License-Identifier: MIT
//
// The matrices among the trained weights, and their places in a flat vector.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// One matrix [rows, columns], rows by rows, within a flat vector.
struct weight_matrix {
  std::string name;
  std::int64_t place = 0;    ///< of its first element
  std::int64_t rows = 0;     ///< of a weight: outputs
  std::int64_t columns = 0;  ///< of a weight: inputs

  /// The matrix as a view of a vector.
  at::Tensor of(const at::Tensor& vector) const;
};

namespace weights {

/// Every trained tensor of two dimensions whose name does not contain "embed", in the order of theta.
[[nodiscard]] std::vector<weight_matrix> hidden_matrices_of(const trained_slices& trained);

/// Query, key and value of an attention that stores them as one "in_proj.weight"; any other matrix by itself.
[[nodiscard]] std::vector<weight_matrix> separate(const weight_matrix& matrix);

/// The parts of a vector of a given size that belong to none of the matrices, in order.
[[nodiscard]] std::vector<weight_range> ranges_outside(const std::vector<weight_matrix>& matrices,
                                                       std::int64_t size);

}  // namespace weights

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/weight_matrix.ipp>
#endif
