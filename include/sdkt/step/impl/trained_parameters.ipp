// SPDX-License-Identifier: MIT
//
// Definitions of trained_parameters.hpp.
#pragma once

#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/step/trained_parameters.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::step {

SDKT_INLINE std::vector<optimised_matrix> matrices_that_train(const weight_layout& layout,
                                                              const trained_slices& trained) {
  std::vector<optimised_matrix> matrices;
  for (const auto& one : parameterisation::hidden_matrices_of(layout, trained))
    matrices.push_back({one.name, one.place, one.rows, one.columns});
  return matrices;
}

}  // namespace sdkt::step
