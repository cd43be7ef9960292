// SPDX-License-Identifier: MIT
//
// Elastic weight consolidation: every past task pulls on the weights that mattered for it.
#pragma once

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

/// Adds to the loss, over all past tasks k with their Fisher diagonals F_k and final weights theta*_k:
///
///     (strength / 2) sum_k sum_i F_k,i (theta_i - theta*_k,i)^2
///
/// Gradient: strength (A theta - B), in closed form; 0 on the first task.
/// Cost: a pass with gradients over the task's images at its end, by default one image at a time.
/// Memory: the sum is kept as A = sum F_k, B = sum F_k theta*_k and c = sum F_k theta*_k^2: two vectors and a
/// number, for any number of tasks.
/// Errors: setting_error before the first task if the strength is negative or not finite, or batch_size below 1.
/// Source: Overcoming Catastrophic Forgetting in Neural Networks (arXiv 1612.00796), eq. 3.
/// Differs: the strength is ours. MagMax uses 1e6 with gradients averaged over 128 images. Their squares are
/// about 1/128 of those of single images (fisher_diagonal), hence 1e6 / 128 for batches of 1.
/// See also: online_ewc, which keeps a single centre.
struct ewc {
  double strength = 1e6 / 128;
  label_rule labels = label_rule::given;
  std::int64_t batch_size = 1;
  image_view view = image_view::eval;

  at::Tensor importance = {};  ///< state: A [Q]; undefined before the first task has ended
  at::Tensor pull = {};        ///< state: B [Q]
  double constant = 0;         ///< state: c, needed only by value()

  static constexpr std::string_view name = "ewc";

  void check() const {
    detail::require_strength("ewc_strength", strength);
    detail::require_at_least("ewc_batch_size", batch_size, 1);
  }

  void on_backward_end(const backward_end& moment) const {
    if (strength == 0 || !importance.defined()) return;
    detail::by_parts([&](const at::Tensor& gradient, const at::Tensor& theta, const at::Tensor& A,
                         const at::Tensor& B) { gradient.add_(theta.mul(A).sub_(B), strength); },
                     moment.gradient, moment.theta, importance, pull);
  }

  void on_task_end(const task_end& end) {
    const at::Tensor fisher_Q = extension::fisher_diagonal(end, {batch_size, labels, view});
    constant += detail::sum_of_products(fisher_Q, end.theta, end.theta);
    const at::Tensor pull_Q = fisher_Q.mul(end.theta);
    importance = importance.defined() ? importance.add(fisher_Q) : fisher_Q;
    pull = pull.defined() ? pull.add(pull_Q) : pull_Q;
  }

  /// The penalty at these weights [Q].
  ///
  /// Its three terms cancel. In fp32 the error is about 1e-7 of the largest term.
  double value(const at::Tensor& theta) const {
    if (!importance.defined()) return 0;
    const double square = detail::sum_of_products(importance, theta, theta);
    return strength / 2 * (square - 2 * detail::sum_of_products(pull, theta) + constant);
  }

  void describe(setting_list& settings) const {
    settings.set("ewc_strength", strength);
    settings.set("ewc_labels", std::string{name_of(labels)});
    settings.set("ewc_batch_size", batch_size);
    settings.set("ewc_view", std::string{name_of(view)});
  }
  void persist(archive& state) {
    state("importance", importance);
    state("pull", pull);
    state("constant", constant);
  }
};

static_assert(Extension<ewc>);

}  // namespace sdkt
