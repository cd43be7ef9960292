// SPDX-License-Identifier: MIT
//
// Methods that work on weights alone: penalties, interpolation and merges. No teacher, no reference images.
#pragma once

#include <utility>

#include <sdkt/presets/named.hpp>
#include <sdkt/presets/protocols.hpp>

namespace sdkt::presets {

/// WiSE-FT (arXiv 2109.01903): after each task, theta <- alpha * theta + (1 - alpha) * theta before the task.
///
/// Run with: tasks alone.
/// Protocol: that of ZSCL, whose code has alpha 0.8 and the previous model.
template <class Model>
[[nodiscard]] auto wise_ft(Model model, interpolate towards = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(towards)}, "wise-ft",
                       protocols::zscl());
}

/// Elastic weight consolidation (arXiv 1612.00796).
///
/// Run with: tasks alone.
/// Differs: no published strength was found for CLIP with a per-image Fisher; see extension/ewc.hpp.
template <class Model>
[[nodiscard]] auto ewc(Model model, sdkt::ewc penalty = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(penalty)}, "ewc");
}

/// Online EWC (arXiv 1805.06370).
///
/// Run with: tasks alone.
template <class Model>
auto online_ewc(Model model, sdkt::online_ewc penalty = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, std::move(penalty)}, "online-ewc");
}

/// MagMax (arXiv 2407.06322): for each weight, the change of largest magnitude by any task.
///
/// Tasks are trained one after another without the merge, which is only evaluated and saved.
///
/// Run with: tasks alone.
template <class Model>
[[nodiscard]] auto magmax(Model model, sdkt::magmax rule = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, merge_task_vectors{std::move(rule)}}, "magmax",
                       protocols::magmax());
}

/// TIES merging (arXiv 2306.01708), as in MagMax's code.
///
/// Run with: tasks alone.
template <class Model>
[[nodiscard]] auto ties(Model model, sdkt::ties rule = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, merge_task_vectors{std::move(rule)}}, "ties",
                       protocols::magmax());
}

/// Task arithmetic (arXiv 2212.04089), as in MagMax's code: the mean change.
///
/// Run with: tasks alone.
template <class Model>
[[nodiscard]] auto task_arithmetic(Model model, sdkt::task_arithmetic rule = {}) {
  return detail::named(trainer{std::move(model), no_teacher{}, merge_task_vectors{std::move(rule)}},
                       "task-arithmetic", protocols::magmax());
}

/// OPCM (NeurIPS 2025): of each task's change of a matrix, what is orthogonal to the merge so far.
///
/// Every task is trained from the pre-trained weights; the merge is only evaluated and saved.
///
/// Run with: tasks alone.
/// Protocol: that of MagMax; the paper merges models that others have fine-tuned.
template <class Model>
auto opcm(Model model, sdkt::opcm rule = {}) {
  return detail::named(
      trainer{std::move(model), no_teacher{}, merge_task_vectors{std::move(rule), merge_start::independent}},
      "opcm", protocols::magmax());
}

}  // namespace sdkt::presets
