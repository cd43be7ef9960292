// SPDX-License-Identifier: MIT
//
// Definitions of sgd.hpp.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/optimiser/sgd.hpp>

namespace sdkt {

SDKT_INLINE void sgd::check() const {
  detail::require_setting(momentum >= 0 && momentum < 1, "sgd_momentum", momentum,
                          "a number from 0 up to, but not including, 1");
}

SDKT_INLINE void sgd::begin_task(const optimiser_begin& moment) {
  weight_decay = moment.weight_decay;
  velocity = momentum > 0 ? at::zeros_like(moment.values) : at::Tensor{};
}

SDKT_INLINE void sgd::update_values(at::Tensor& values_F, const at::Tensor& gradient_F,
                                    double learning_rate) {
  at::Tensor direction = gradient_F;
  if (velocity.defined()) {
    velocity.mul_(momentum).add_(gradient_F);
    direction = nesterov ? gradient_F.add(velocity, momentum) : velocity;
  }
  if (weight_decay > 0) values_F.mul_(1 - learning_rate * weight_decay);
  values_F.add_(direction, -learning_rate);
}

SDKT_INLINE void sgd::persist(archive& state) { state("velocity", velocity); }

SDKT_INLINE void sgd::describe(setting_list& settings) const {
  settings.set("sgd_momentum", momentum);
  settings.set("sgd_nesterov", nesterov);
}

}  // namespace sdkt
