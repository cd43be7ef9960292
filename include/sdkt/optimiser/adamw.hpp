// SPDX-License-Identifier: MIT
//
// AdamW, the default optimiser.
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>

namespace sdkt {

/// AdamW with decoupled weight decay.
///
/// A run computes it in one fused pass, on CUDA devices with its own kernel where sdkt::cuda is linked, and shares
/// the moments out among several processes. The members below serve other programs.
/// Errors: setting_error if a beta is outside [0, 1), or epsilon is not positive.
/// Source: Loshchilov and Hutter (arXiv 1711.05101); equal to torch.optim.AdamW to float rounding.
struct adamw {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;

  static constexpr std::string_view name = "adamw";

  void check() const;
  void begin_task(const optimiser_begin& moment);
  void update_values(at::Tensor& values_F, const at::Tensor& gradient_F, double learning_rate);
  void persist(archive& state);
  void describe(setting_list& settings) const;

  bool operator==(const adamw& other) const {
    return beta1 == other.beta1 && beta2 == other.beta2 && epsilon == other.epsilon;
  }

  double weight_decay = 0;        ///< set by begin_task
  at::Tensor first_moment = {};   ///< state: [F]
  at::Tensor second_moment = {};  ///< state: [F]
  at::Tensor step = {};           ///< state: number of updates
};

static_assert(OptimiserPolicy<adamw>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/optimiser/impl/adamw.ipp>
#endif
