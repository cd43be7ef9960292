// SPDX-License-Identifier: MIT
//
// For the duration of a run: LibTorch's operators in the variants that compute the same bits every time.
#pragma once

#include <c10/core/Device.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::device {

/// During its lifetime, operators on CUDA devices repeat bit for bit. Its destructor restores LibTorch's
/// settings. On a CPU operators repeat anyway, and no setting changes.
///
/// Without it, two backward passes of attention add parts of a gradient in whatever order they are ready:
/// cuDNN's, which LibTorch prefers in bf16 on an H100 and later, and flash attention with more than two
/// blocks of 128 keys.
///
/// Errors: an operator without a repeatable variant throws, with its name.
class repeatable_operators {
 public:
  repeatable_operators(bool is_wanted, const c10::Device& device);
  ~repeatable_operators();
  repeatable_operators(const repeatable_operators&) = delete;
  repeatable_operators& operator=(const repeatable_operators&) = delete;

 private:
  struct settings {
    bool uses_cudnn_attention, is_deterministic, warns_only, fills_memory;
  };
  static settings state();

  bool is_set_;
  settings before_;
};

}  // namespace sdkt::device

#if SDKT_HAS_DEFINITIONS
#include <sdkt/device/impl/repeatable_operators.ipp>
#endif
