// SPDX-License-Identifier: MIT
//
// Definitions of weight_matrix.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

SDKT_INLINE at::Tensor weight_matrix::of(const at::Tensor& vector) const {
  return vector.narrow(0, place, rows * columns).view({rows, columns});
}

namespace weights {

SDKT_INLINE std::vector<weight_matrix> hidden_matrices_of(const trained_slices& trained) {
  std::vector<weight_matrix> matrices;
  for (const weight_slice& tensor : trained.slices()) {
    if (tensor.shape.size() == 2 && tensor.name.find("embed") == std::string::npos)
      matrices.push_back({tensor.name, tensor.offset, tensor.shape[0], tensor.shape[1]});
  }
  return matrices;
}

SDKT_INLINE std::vector<weight_matrix> separate(const weight_matrix& matrix) {
  if (!matrix.name.ends_with("in_proj.weight") || matrix.rows % 3 != 0) return {matrix};
  std::vector<weight_matrix> parts;
  for (const char* kind : {"query", "key", "value"}) {
    const std::int64_t rows = matrix.rows / 3, part = static_cast<std::int64_t>(parts.size());
    parts.push_back(
        {matrix.name + " (" + kind + ")", matrix.place + part * rows * matrix.columns, rows, matrix.columns});
  }
  return parts;
}

SDKT_INLINE std::vector<weight_range> ranges_outside(const std::vector<weight_matrix>& matrices,
                                                     std::int64_t size) {
  std::vector<weight_range> covered;
  for (const weight_matrix& matrix : matrices)
    covered.push_back({matrix.place, matrix.place + matrix.rows * matrix.columns});
  std::ranges::sort(covered, {}, &weight_range::begin);
  covered.push_back({size, size});
  std::vector<weight_range> outside;
  std::int64_t begin = 0;
  for (const weight_range& matrix : covered) {
    if (matrix.begin > begin) outside.push_back({begin, matrix.begin});
    begin = matrix.end;
  }
  return outside;
}

}  // namespace weights

}  // namespace sdkt
