// SPDX-License-Identifier: MIT
//
// Methods that train no weights: a classifier learns from the features of the pre-trained model.
#pragma once

#include <utility>

#include <sdkt/classifier.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/presets/named.hpp>

namespace sdkt::presets::detail {

/// The options of a run whose tasks have no steps.
inline trainer_options without_training() {
  trainer_options options;
  options.trains = trained_part::nothing;
  return options;
}

}  // namespace sdkt::presets::detail

namespace sdkt::presets {

/// RAIL (arXiv 2406.18868), dual: ridge regression with a Gaussian kernel on the features of the pre-trained model.
///
/// Run with: tasks alone.
/// Differs: see ridge_head.
template <class Model>
[[nodiscard]] auto rail_dual(Model model, ridge_head head = {}) {
  head.form = ridge_form::dual;
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(head)}, "rail-dual",
                       detail::without_training());
}

/// RAIL (arXiv 2406.18868), primal: ridge regression on random hidden units of those features.
///
/// Run with: tasks alone.
/// Differs: see ridge_head.
template <class Model>
[[nodiscard]] auto rail_primal(Model model, ridge_head head = {}) {
  head.form = ridge_form::primal;
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(head)}, "rail-primal",
                       detail::without_training());
}

}  // namespace sdkt::presets
