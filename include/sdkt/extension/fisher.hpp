// SPDX-License-Identifier: MIT
//
// Which weights matter for the task just learnt: the diagonal of its Fisher information.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros_like.h>
#include <gsl/assert>

#include <sdkt/concepts/hooks.hpp>

namespace sdkt::extension {

/// F = (sum over batches of count * gradient^2) / images, where gradient is that of a batch's mean
/// cross-entropy and count its number of images.
///
/// Shapes: [Q].
/// Result: with batches of 1, the labels `given` make it the empirical Fisher, and `sampled` an estimate of
/// the Fisher information itself. Gradients in larger batches are averaged before they are squared: with
/// independent gradients, batches of b give about 1/b of the value, so a strength belongs to a batch size.
/// Cost: a pass with gradients over the task's images, without an update.
/// Source: Overcoming Catastrophic Forgetting in Neural Networks (arXiv 1612.00796); MagMax's ewc.py for the
/// sum over batches.
/// Differs: MagMax's code never zeroes the gradients between batches and divides by the number of full
/// batches. Here each batch has its own gradient, and the divisor is the number of images.
[[nodiscard]] inline at::Tensor fisher_diagonal(const task_end& end, const gradients_options& options) {
  Expects(end.gradients != nullptr);
  at::Tensor fisher_Q = at::zeros_like(end.theta);
  std::int64_t images = 0;
  end.gradients(options, [&](std::int64_t count, const at::Tensor& gradient_Q) {
    fisher_Q.addcmul_(gradient_Q, gradient_Q, count);
    images += count;
  });
  return fisher_Q.div_(std::max<std::int64_t>(images, 1));
}

}  // namespace sdkt::extension

namespace sdkt {

constexpr std::string_view name_of(label_rule labels) noexcept {
  switch (labels) {
    case label_rule::predicted:
      return "predicted";
    case label_rule::sampled:
      return "sampled";
    case label_rule::given:
      break;
  }
  return "given";
}

}  // namespace sdkt
