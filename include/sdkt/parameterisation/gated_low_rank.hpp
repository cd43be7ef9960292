// SPDX-License-Identifier: MIT
//
// Low-rank updates with a gate per rank: training closes the ranks that a matrix does not need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/low_rank.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// W = W_start + B diag(g) A for every chosen matrix W [m, n], with B [m, rank], gates g [rank] and A [rank, n].
///
/// A and B begin as in low_rank, so a task begins with the weights of its start, and g with normal numbers. In the
/// second half of a task's steps, every update is followed by a soft threshold of the gates,
///
///     g <- sign(g) max(|g| - kappa, 0),
///
/// where kappa rises from 0 to largest_threshold in `thresholds` equal parts of these steps. A gate at 0 closes its
/// rank. After the task the product stays in the weights.
///
/// Gradients: dB = dW A^T diag(g), dA = diag(g) B^T dW, dg = the row sums of A * (B^T dW).
/// Cost: as low_rank.
/// Errors: setting_error if rank or thresholds is below 1, largest_threshold is negative or not finite, or no matrix
/// is chosen.
/// Source: CoDyRA, Adaptive Rank, Reduced Forgetting (arXiv 2412.01004) and its code.
struct gated_low_rank {
  std::int64_t rank = 16;
  double largest_threshold = 0.005;
  std::int64_t thresholds = 50;
  matrix_choice matrices = {.fc1 = true, .fc2 = true};

  static constexpr std::string_view name = "gated_low_rank";

  void check() const;
  std::int64_t num_weights(const weight_layout& layout, const trained_slices& trained) const;
  at::Tensor begin_task(const parameters_begin& moment);
  void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const;
  at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) const;
  void after_update(at::Tensor& values_F, std::int64_t step) const;
  void describe(setting_list& settings) const;

  /// The threshold after a step, counted from 0.
  double threshold_at(std::int64_t step) const;

  std::vector<parameterisation::factor_pair> pairs = {};  ///< set by begin_task
  std::int64_t place_of_gates = 0;                        ///< set by begin_task: rank numbers for every pair
  std::int64_t num_steps = 0;                             ///< set by begin_task
  at::Tensor start = {};                                  ///< set by begin_task: [Q]

  /// The gates of a pair, [its rank].
  at::Tensor gates(const at::Tensor& values_F, std::size_t pair) const;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/gated_low_rank.ipp>
#endif
