// SPDX-License-Identifier: MIT
//
// LibTorch's operators on a device in the variants that compute the same bits every time, for as long as a
// run.
#pragma once

#include <ATen/Context.h>
#include <c10/core/Device.h>

namespace sdkt {

/// While it lives, operators on CUDA devices repeat bit for bit; then LibTorch's settings are again what they
/// were. On a CPU they repeat anyway, and nothing is set.
///
/// Without it, the backward pass of attention adds parts of a gradient in whatever order they are ready:
/// cuDNN's, which LibTorch prefers in bf16 on an H100 and later, and flash attention with more than two
/// blocks of 128 keys. An operator that has no repeatable variant throws, with its name.
class repeatable_operators {
 public:
  repeatable_operators(bool is_wanted, const c10::Device& device)
      : is_set_{is_wanted && device.is_cuda()}, before_{state()} {
    if (!is_set_) return;
    at::Context& context = at::globalContext();
    context.setSDPUseCuDNN(false);
    context.setDeterministicAlgorithms(true, /*warn_only=*/false);
    context.setDeterministicFillUninitializedMemory(false);  // a memset of every tensor, for debugging
  }
  ~repeatable_operators() {
    if (!is_set_) return;
    at::Context& context = at::globalContext();
    context.setSDPUseCuDNN(before_.uses_cudnn_attention);
    context.setDeterministicAlgorithms(before_.is_deterministic, before_.warns_only);
    context.setDeterministicFillUninitializedMemory(before_.fills_memory);
  }
  repeatable_operators(const repeatable_operators&) = delete;
  repeatable_operators& operator=(const repeatable_operators&) = delete;

 private:
  struct settings {
    bool uses_cudnn_attention, is_deterministic, warns_only, fills_memory;
  };
  static settings state() {
    const at::Context& context = at::globalContext();
    return {context.userEnabledCuDNNSDP(), context.deterministicAlgorithms(),
            context.deterministicAlgorithmsWarnOnly(), context.deterministicFillUninitializedMemory()};
  }

  bool is_set_;
  settings before_;
};

}  // namespace sdkt
