// SPDX-License-Identifier: MIT
//
// Definitions of cross_entropy.hpp.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/narrow.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/step/cross_entropy.hpp>

namespace sdkt::step {

SDKT_INLINE at::Tensor cross_entropy(const at::Tensor& images_NE, const at::Tensor& texts_CE,
                                     const at::Tensor& scale, const at::Tensor& labels_B,
                                     double label_smoothing) {
  const at::Tensor images_BE = at::narrow(images_NE, 0, 0, labels_B.size(0));
  const at::Tensor logits_BC = at::matmul(images_BE, texts_CE.t()).mul(scale);
  return at::cross_entropy_loss(logits_BC, labels_B, /*weight=*/{}, at::Reduction::Mean,
                                /*ignore_index=*/-100, label_smoothing);
}

}  // namespace sdkt::step
