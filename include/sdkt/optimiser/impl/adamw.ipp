// SPDX-License-Identifier: MIT
//
// Definitions of adamw.hpp.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/optimiser/adamw.hpp>

namespace sdkt {

SDKT_INLINE void adamw::check() const {
  constexpr auto range = "a number from 0 up to, but not including, 1";
  detail::require_setting(beta1 >= 0 && beta1 < 1, "adamw_beta1", beta1, range);
  detail::require_setting(beta2 >= 0 && beta2 < 1, "adamw_beta2", beta2, range);
  detail::require_positive("adamw_epsilon", epsilon);
}

SDKT_INLINE void adamw::begin_task(const optimiser_begin& moment) {
  weight_decay = moment.weight_decay;
  first_moment = at::zeros_like(moment.values);
  second_moment = at::zeros_like(moment.values);
  step = at::zeros({}, moment.values.options().dtype(at::kFloat));
}

SDKT_INLINE void adamw::update_values(at::Tensor& values_F, const at::Tensor& gradient_F,
                                      double learning_rate) {
  step.add_(1);
  at::_fused_adamw_({values_F}, {gradient_F}, {first_moment}, {second_moment}, /*max_exp_avg_sqs=*/{}, {step},
                    learning_rate, beta1, beta2, weight_decay, epsilon, /*amsgrad=*/false,
                    /*maximize=*/false);
}

SDKT_INLINE void adamw::persist(archive& state) {
  state("first_moment", first_moment);
  state("second_moment", second_moment);
  state("step", step);
}

SDKT_INLINE void adamw::describe(setting_list& settings) const {
  settings.set("adamw_beta1", beta1);
  settings.set("adamw_beta2", beta2);
  settings.set("adamw_epsilon", epsilon);
}

}  // namespace sdkt
