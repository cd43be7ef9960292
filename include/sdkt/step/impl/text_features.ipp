// SPDX-License-Identifier: MIT
//
// Definitions of text_features.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/div.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/narrow.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/step/text_features.hpp>

namespace sdkt::step {

SDKT_INLINE std::int64_t text_ids::num_rows() const {
  return is_averaged() ? static_cast<std::int64_t>(texts_of_row.size()) : ids_TL.size(0);
}

}  // namespace sdkt::step

namespace sdkt::detail {

SDKT_INLINE at::Tensor unit_means(const at::Tensor& features_TE, const std::vector<std::int64_t>& sizes_C) {
  std::vector<at::Tensor> means;
  std::int64_t row = 0;
  for (std::size_t first = 0; first < sizes_C.size();) {
    std::size_t last = first;
    while (last < sizes_C.size() && sizes_C[last] == sizes_C[first]) ++last;
    const auto groups = static_cast<std::int64_t>(last - first);
    const at::Tensor own = at::narrow(features_TE, 0, row, groups * sizes_C[first]);
    means.push_back(own.view({groups, sizes_C[first], features_TE.size(1)}).mean(1));
    row += groups * sizes_C[first];
    first = last;
  }
  const at::Tensor mean_CE = means.size() == 1 ? means.front() : at::cat(means);
  return at::div(mean_CE, at::linalg_vector_norm(mean_CE, 2, at::IntArrayRef{1}, /*keepdim=*/true));
}

}  // namespace sdkt::detail
