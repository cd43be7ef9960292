// SPDX-License-Identifier: MIT
//
// Elastic weight consolidation with one centre, the end of the last task, and a running sum of importances.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/extension/fisher.hpp>
#include <sdkt/extension/parts.hpp>

namespace sdkt {

/// Adds (strength / 2) sum_i F_i (theta_i - centre_i)^2 to the loss.
///
/// At a task's end its final weights become the centre, and F <- keep * F + add * F_k with the task's own
/// Fisher diagonal F_k. F starts at 0.
///
/// Gradient: strength F (theta - centre), in closed form; 0 on the first task.
/// Cost: a pass with gradients over the task's images at its end, by default one image at a time.
/// Errors: setting_error before the first task if a number is negative or not finite, keep is above 1, or
/// batch_size is below 1.
/// Source: Progress and Compress (arXiv 1805.06370), section 3.2: keep is gamma, add is 1.
/// Differs: the strength is ours (see ewc).
/// Example: MagMax's baseline is
///
///     online_ewc{.strength = 1e6, .keep = 0.5, .add = 0.5, .labels = label_rule::predicted,
///                .batch_size = 128, .view = image_view::train}
struct online_ewc {
  double strength = 1e6 / 128;
  double keep = 1.0;
  double add = 1.0;
  label_rule labels = label_rule::given;
  std::int64_t batch_size = 1;
  image_view view = image_view::eval;

  at::Tensor importance = {};  ///< state: F [Q]; undefined before the first task has ended
  at::Tensor centre = {};      ///< state: [Q] the weights at the end of the last task

  static constexpr std::string_view name = "online_ewc";

  void check() const {
    detail::require_strength("online_ewc_strength", strength);
    detail::require_fraction("online_ewc_keep", keep);
    detail::require_strength("online_ewc_add", add);
    detail::require_at_least("online_ewc_batch_size", batch_size, 1);
  }

  void on_backward_end(const backward_end& moment) const {
    if (strength == 0 || !importance.defined()) return;
    detail::by_parts([&](const at::Tensor& gradient, const at::Tensor& F, const at::Tensor& theta,
                         const at::Tensor& end) { gradient.addcmul_(F, theta.sub(end), strength); },
                     moment.gradient, importance, moment.theta, centre);
  }

  void on_task_end(const task_end& end) {
    const at::Tensor fisher_Q = extension::fisher_diagonal(end, {batch_size, labels, view}).mul_(add);
    importance = importance.defined() ? importance.mul(keep).add_(fisher_Q) : fisher_Q;
    centre = end.theta.clone();
  }

  /// The penalty at these weights [Q].
  double value(const at::Tensor& theta) const {
    if (!importance.defined()) return 0;
    const at::Tensor moved_Q = theta.sub(centre);
    return strength / 2 * detail::sum_of_products(importance, moved_Q, moved_Q);
  }

  void describe(setting_list& settings) const {
    settings.set("online_ewc_strength", strength);
    settings.set("online_ewc_keep", keep);
    settings.set("online_ewc_add", add);
    settings.set("online_ewc_labels", std::string{name_of(labels)});
    settings.set("online_ewc_batch_size", batch_size);
    settings.set("online_ewc_view", std::string{name_of(view)});
  }
  void persist(archive& state) {
    state("importance", importance);
    state("centre", centre);
  }
};

static_assert(Extension<online_ewc>);

}  // namespace sdkt
