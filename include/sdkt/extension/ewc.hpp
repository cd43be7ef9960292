// SPDX-License-Identifier: MIT
//
// Elastic weight consolidation: every past task holds the weights that mattered for it.
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

/// Adds (strength / 2) sum_k sum_i F_k,i (theta_i - theta*_k,i)^2 to the loss, over the past tasks k, each
/// with its Fisher diagonal F_k and its final weights theta*_k.
///
/// The sum is kept as A = sum F_k, B = sum F_k theta*_k and c = sum F_k theta*_k^2: two vectors and a
/// number, however many tasks there have been.
///
/// Gradient: strength (A theta - B), in closed form; nothing on the first task.
/// Errors: setting_error at a task's begin for a strength that is negative or not finite, or a batch_size
///   below 1.
/// Cost: a pass with gradients over the task's images at its end, by default one image at a time.
/// Source: Overcoming Catastrophic Forgetting in Neural Networks (arXiv 1612.00796), eq. 3.
/// Differs: the strength is ours. MagMax runs 1e6 with gradients averaged over 128 images, whose squares
///   are about 1/128 of those of single images (fisher_diagonal): 1e6 / 128 for batches of 1.
/// See also: online_ewc, which keeps one centre.
struct ewc {
  double strength = 1e6 / 128;
  label_rule labels = label_rule::given;
  std::int64_t batch_size = 1;
  image_view view = image_view::eval;

  at::Tensor importance = {};  ///< state: A [Q]; undefined before the first task has ended
  at::Tensor pull = {};        ///< state: B [Q]
  double constant = 0;         ///< state: c, which only the value needs

  static constexpr std::string_view name = "ewc";

  void check() const {
    detail::require_strength("ewc_strength", strength);
    detail::require_at_least("ewc_batch_size", batch_size, 1);
  }

  void on_task_begin(const task_begin&) const { check(); }

  void on_backward_end(const backward_end& moment) const {
    if (strength == 0 || !importance.defined()) return;
    detail::by_parts([&](const at::Tensor& gradient, const at::Tensor& theta, const at::Tensor& A,
                         const at::Tensor& B) { gradient.add_(theta.mul(A).sub_(B), strength); },
                     moment.gradient, moment.theta, importance, pull);
  }

  void on_task_end(const task_end& end) {
    const at::Tensor fisher_Q = fisher_diagonal(end, {batch_size, labels, view});
    constant += detail::sum_of_products(fisher_Q, end.theta, end.theta);
    const at::Tensor pull_Q = fisher_Q.mul(end.theta);
    importance = importance.defined() ? importance.add(fisher_Q) : fisher_Q;
    pull = pull.defined() ? pull.add(pull_Q) : pull_Q;
  }

  /// What is added to the loss at these weights [Q].
  ///
  /// Its three terms cancel: in fp32 it is good to about 1e-7 of the largest.
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
