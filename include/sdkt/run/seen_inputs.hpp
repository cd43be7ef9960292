// SPDX-License-Identifier: MIT
//
// Gram matrices of the inputs of linear layers, seen from outside the model.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/parameter_passes.hpp>
#include <sdkt/weights/linear.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt::run {

/// Sums up x x^T over the inputs x of every sdkt::linear of this thread whose weight holds one of the given matrices
/// of theta. It knows a weight by its storage and its place in it, so the weights must be views of theta.
///
/// At most one lives at a time in a thread.
class seen_inputs {
 public:
  seen_inputs(const at::Tensor& theta_Q, const std::vector<weight_matrix>& matrices);
  /// Whether every matrix has had an input.
  bool has_all() const;

  /// Errors: setting_error that names the first matrix without input.
  std::vector<input_gram> grams() const;

 private:
  void add(const at::Tensor& inputs, const at::Tensor& weight);

  at::Tensor theta_Q_;
  std::vector<weight_matrix> matrices_;
  std::vector<input_gram> grams_;
  weights::layer_observer observer_;
};

}  // namespace sdkt::run

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/seen_inputs.ipp>
#endif
