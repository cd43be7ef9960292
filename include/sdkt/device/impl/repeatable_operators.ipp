// SPDX-License-Identifier: MIT
//
// Definitions of repeatable_operators.hpp.
#pragma once

#include <ATen/Context.h>
#include <c10/core/Device.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/device/repeatable_operators.hpp>

namespace sdkt::device {

SDKT_INLINE repeatable_operators::repeatable_operators(bool is_wanted, const c10::Device& device)
    : is_set_{is_wanted && device.is_cuda()}, before_{state()} {
  if (!is_set_) return;
  at::Context& context = at::globalContext();
  context.setSDPUseCuDNN(false);
  context.setDeterministicAlgorithms(true, /*warn_only=*/false);
  context.setDeterministicFillUninitializedMemory(false);  // true is for debugging: a memset of every tensor
}

SDKT_INLINE repeatable_operators::~repeatable_operators() {
  if (!is_set_) return;
  at::Context& context = at::globalContext();
  context.setSDPUseCuDNN(before_.uses_cudnn_attention);
  context.setDeterministicAlgorithms(before_.is_deterministic, before_.warns_only);
  context.setDeterministicFillUninitializedMemory(before_.fills_memory);
}

SDKT_INLINE repeatable_operators::settings repeatable_operators::state() {
  const at::Context& context = at::globalContext();
  return {context.userEnabledCuDNNSDP(), context.deterministicAlgorithms(),
          context.deterministicAlgorithmsWarnOnly(), context.deterministicFillUninitializedMemory()};
}

}  // namespace sdkt::device
