// SPDX-License-Identifier: MIT
//
// The results of one step: the terms of its loss.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::step {

/// The scalars of one step, still on the device, without gradient.
struct step_terms {
  at::Tensor loss = {};
  at::Tensor cross_entropy = {};
  std::vector<at::Tensor> distillation = {};  ///< one per teacher; empty without guidance
  at::Tensor selection_R = {};                ///< weights of the first teacher; undefined without guidance

  // Kernels also compute the gradient of all terms with respect to the features: both [N, E], else undefined.
  at::Tensor features_NE = {};
  at::Tensor gradient_NE = {};

  /// The terms without graph, features and gradient.
  step_terms numbers() const;
};

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/step_terms.ipp>
#endif
