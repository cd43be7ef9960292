// SPDX-License-Identifier: MIT
//
// Methods that work on weights alone: penalties, interpolation and merges. No teacher, no reference images.
#pragma once

#include <utility>

#include <sdkt/presets/named.hpp>
#include <sdkt/presets/protocols.hpp>

namespace sdkt::presets {

/// WiSE-FT (arXiv 2109.01903): after each task theta <- alpha theta + (1 - alpha) of the weights before it.
///
/// Run with: tasks alone. Protocol: ZSCL's, whose code has alpha 0.8 and the previous model.
template <class Model>
auto wise_ft(Model model, interpolate towards = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(towards)}, "wise-ft",
                       protocols::zscl());
}

/// Elastic weight consolidation (arXiv 1612.00796). Run with: tasks alone.
///
/// Differs: no published strength for CLIP and the per-image Fisher was found; see extension/ewc.hpp.
template <class Model>
auto ewc(Model model, sdkt::ewc penalty = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(penalty)}, "ewc");
}

/// Online EWC (arXiv 1805.06370). Run with: tasks alone.
template <class Model>
auto online_ewc(Model model, sdkt::online_ewc penalty = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(penalty)}, "online-ewc");
}

/// MagMax (arXiv 2407.06322): of all tasks' changes the one of largest magnitude, entry by entry.
///
/// Run with: tasks alone. Trained in a row without the merge, which is only evaluated and saved.
template <class Model>
auto magmax(Model model, sdkt::magmax rule = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, merge_task_vectors{rule}}, "magmax",
                       protocols::magmax());
}

/// TIES merging (arXiv 2306.01708), as MagMax's code runs it. Run with: tasks alone.
template <class Model>
auto ties(Model model, sdkt::ties rule = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, merge_task_vectors{rule}}, "ties",
                       protocols::magmax());
}

/// Task arithmetic (arXiv 2212.04089), as MagMax's code runs it: the mean change. Run with: tasks alone.
template <class Model>
auto task_arithmetic(Model model, sdkt::task_arithmetic rule = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, merge_task_vectors{rule}}, "task-arithmetic",
                       protocols::magmax());
}

}  // namespace sdkt::presets
