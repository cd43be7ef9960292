// SPDX-License-Identifier: MIT
//
// A pull towards the weights at the task's start, in proportion to the squared gradient of the distillation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mul.h>
#include <gsl/assert>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/extension/parts.hpp>
#include <sdkt/extension/persist_lists.hpp>

namespace sdkt {

/// Adds strength * sum F (theta - start)^2 to the loss, where F = g^2 / mean(g^2), g is the gradient of the
/// distillation alone, and the mean is over each named tensor. F is constant in the gradient and is computed
/// anew at every step.
///
/// Result: the mean of F over a tensor is 1, whatever the scale of the distillation. F is 0 on a tensor that
/// the distillation does not reach.
/// Gradient: 2 strength F (theta - start), in closed form; 0 at a task's first step.
/// Cost: a second backward pass per step, of the distillation, and the vector F.
/// Errors: setting_error before the first task if the strength is negative or not finite.
/// Source: GIFT (CVPR 2025), the released code, strength 1.
/// See also: l2_to_start, which is the same with F = 1.
struct instant_fisher {
  double strength = 1.0;

  at::Tensor start = {};                   ///< state: [Q] the weights at the task's start
  std::vector<std::int64_t> tensors = {};  ///< state: begin and end of each tensor in theta, alternating
  at::Tensor fisher = {};                  ///< F [Q] of the current step, computed anew in each

  static constexpr std::string_view name = "instant_fisher";

  void check() const { detail::require_strength("instant_fisher_strength", strength); }

  void on_task_begin(const task_begin& begin) {
    start = begin.previous;
    tensors.clear();
    if (begin.trained == nullptr) {
      tensors = {0, start.numel()};
      return;
    }
    for (const auto& [first, last] : begin.trained->tensors()) tensors.insert(tensors.end(), {first, last});
  }

  void on_distillation_end(const distillation_end& moment) {
    if (strength == 0) return;
    if (!fisher.defined()) fisher = at::empty_like(moment.gradient);
    at::mul_out(fisher, moment.gradient, moment.gradient);
    for (std::size_t i = 0; i < tensors.size(); i += 2) {
      const at::Tensor part = fisher.narrow(0, tensors[i], tensors[i + 1] - tensors[i]);
      const at::Tensor mean = part.mean();
      part.div_(mean.add(mean.eq(0)));
    }
  }

  void on_backward_end(const backward_end& moment) const {
    if (strength == 0) return;
    Expects(fisher.defined());
    detail::by_parts([&](const at::Tensor& gradient, const at::Tensor& F, const at::Tensor& theta,
                         const at::Tensor& centre) { gradient.addcmul_(F, theta.sub(centre), 2 * strength); },
                     moment.gradient, fisher, moment.theta, start);
  }

  void describe(setting_list& settings) const { settings.set("instant_fisher_strength", strength); }
  void persist(archive& state) {
    state("start", start);
    detail::persist_list(state, "tensors", tensors);
  }
};

static_assert(Extension<instant_fisher>);

}  // namespace sdkt
