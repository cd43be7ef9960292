// SPDX-License-Identifier: MIT
//
// Definitions of step_terms.hpp.
#pragma once

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/step/step_terms.hpp>

namespace sdkt::step {

SDKT_INLINE step_terms step_terms::numbers() const {
  step_terms kept{.loss = loss.detach(), .cross_entropy = cross_entropy.detach(), .selection_R = selection_R};
  for (const auto& term : distillation) kept.distillation.push_back(term.detach());
  return kept;
}

}  // namespace sdkt::step
