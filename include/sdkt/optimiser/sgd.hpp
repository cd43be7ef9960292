// SPDX-License-Identifier: MIT
//
// Stochastic gradient descent with momentum.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>

namespace sdkt {

/// v <- momentum v + g, and values <- (1 - rate decay) values - rate v. With nesterov, g + momentum v in place of v.
///
/// Memory: one vector like the values; none with momentum 0.
/// Errors: setting_error if momentum is outside [0, 1).
/// Source: equal to torch.optim.SGD without dampening and with weight_decay 0.
/// Differs: the decay does not enter the momentum, as in AdamW.
struct sgd {
  double momentum = 0.9;
  bool nesterov = false;

  static constexpr std::string_view name = "sgd";

  void check() const;
  void begin_task(const optimiser_begin& moment);
  void update_values(at::Tensor& values_F, const at::Tensor& gradient_F, double learning_rate);
  void persist(archive& state);
  void describe(setting_list& settings) const;

  double weight_decay = 0;   ///< set by begin_task
  at::Tensor velocity = {};  ///< state: [F]; undefined with momentum 0
};

static_assert(OptimiserPolicy<sgd>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/optimiser/impl/sgd.ipp>
#endif
