// SPDX-License-Identifier: MIT
//
// Muon: updates of matrices with all singular values alike.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// For every matrix [m, n], v <- momentum v + (1 - momentum) g, and the update is
///
///     -rate 0.2 sqrt(max(m, n)) orthogonal(g + momentum (v - g)) - rate decay W.
///
/// orthogonal() brings the singular values near 1 by Newton-Schulz iterations. The factor makes the update as large
/// as a typical one of AdamW, so that learning rates of AdamW serve. Embeddings and everything that is not a matrix are
/// updated by AdamW. If what trains are not the weights themselves, all of it is.
///
/// Memory: one vector like what trains, and two like the part that AdamW updates.
/// Cost: per matrix and step, with k = min(m, n), `iterations` times two products [k, k] x [k, max(m, n)] and one
/// [k, k] x [k, k].
/// Errors: setting_error if momentum is outside [0, 1), or iterations is below 1.
/// Source: Muon (Keller Jordan, 2024); equal to torch.optim.Muon with adjust_lr_fn="match_rms_adamw".
/// Differs: the iterations run in fp32, those of torch.optim.Muon in bf16.
struct muon {
  double momentum = 0.95;
  std::int64_t iterations = 5;
  adamw rest = {};

  static constexpr std::string_view name = "muon";

  void check() const;
  void begin_task(const optimiser_begin& moment);
  void update_values(at::Tensor& values_F, const at::Tensor& gradient_F, double learning_rate);
  void persist(archive& state);
  void describe(setting_list& settings) const;

  std::vector<weight_matrix> matrices = {};  ///< set by begin_task
  double weight_decay = 0;                   ///< set by begin_task
  std::vector<weight_range> others = {};     ///< set by begin_task: what AdamW updates
  at::Tensor velocity = {};                  ///< state: [F]

 private:
  at::Tensor others_of(const at::Tensor& vector_F) const;
};

/// A matrix with the singular vectors of another one and singular values near 1.
///
/// Shapes: [m, n] -> [m, n]. A matrix of 0 stays 0.
/// Source: the quintic of Muon, coefficients 3.4445, -4.7750 and 2.0315.
[[nodiscard]] at::Tensor near_orthogonal(const at::Tensor& matrix_MN, std::int64_t iterations);

static_assert(OptimiserPolicy<muon>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/optimiser/impl/muon.ipp>
#endif
