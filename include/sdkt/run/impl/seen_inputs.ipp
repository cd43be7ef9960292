// SPDX-License-Identifier: MIT
//
// Definitions of seen_inputs.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/mm.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/parameter_passes.hpp>
#include <sdkt/run/seen_inputs.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt::run {

SDKT_INLINE seen_inputs::seen_inputs(const at::Tensor& theta_Q, const std::vector<weight_matrix>& matrices)
    : theta_Q_{theta_Q},
      matrices_{matrices},
      grams_(matrices.size()),
      observer_{[this](const at::Tensor& x, const at::Tensor& weight) { add(x, weight); }} {}

SDKT_INLINE void seen_inputs::add(const at::Tensor& inputs, const at::Tensor& weight) {
  if (!weight.has_storage() || !weight.storage().is_alias_of(theta_Q_.storage()) || weight.dim() != 2 ||
      !weight.is_contiguous())
    return;
  const std::int64_t first = weight.storage_offset() - theta_Q_.storage_offset();
  const std::int64_t last = first + weight.numel();
  at::Tensor gram_NN;
  std::int64_t rows = 0;
  for (std::size_t place = 0; place < matrices_.size(); ++place) {
    const weight_matrix& matrix = matrices_[place];
    const bool is_part = matrix.columns == weight.size(1) && matrix.place >= first &&
                         matrix.place + matrix.rows * matrix.columns <= last;
    if (!is_part) continue;
    if (!gram_NN.defined()) {
      const at::Tensor x_BN = inputs.detach().reshape({-1, matrix.columns});
      gram_NN = at::mm(x_BN.t(), x_BN);
      rows = x_BN.size(0);
    }
    input_gram& sum = grams_[place];
    sum.sum_NN = sum.sum_NN.defined() ? sum.sum_NN.add_(gram_NN) : gram_NN.clone();
    sum.inputs += rows;
  }
}

SDKT_INLINE bool seen_inputs::has_all() const {
  return std::all_of(grams_.begin(), grams_.end(), [](const input_gram& one) { return one.inputs > 0; });
}

SDKT_INLINE std::vector<input_gram> seen_inputs::grams() const {
  for (std::size_t place = 0; place < grams_.size(); ++place) {
    if (grams_[place].inputs > 0) continue;
    throw setting_error{
        "matrices", matrices_[place].name + " was not the weight of a linear layer in a pass over the task",
        "choose matrices that the model passes to sdkt::linear as views of its weights"};
  }
  return grams_;
}

}  // namespace sdkt::run
