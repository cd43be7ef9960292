// SPDX-License-Identifier: MIT
//
// The loss of the task itself: each image among the classes of its task.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/narrow.h>

namespace sdkt {

/// CE(scale * images texts^T, labels), the mean over the task's images, which come first.
///
/// Shapes: images_NE [N, E], N at least B; texts_CE [C, E]; scale []; labels_B int64 [B] -> [].
/// Gradient: to images, texts and scale. Smoothing e gives (1 - e) CE + e mean_c -log p_c.
inline at::Tensor cross_entropy(const at::Tensor& images_NE, const at::Tensor& texts_CE,
                                const at::Tensor& scale, const at::Tensor& labels_B, double label_smoothing) {
  const at::Tensor images_BE = at::narrow(images_NE, 0, 0, labels_B.size(0));
  const at::Tensor logits_BC = at::matmul(images_BE, texts_CE.t()).mul(scale);
  return at::cross_entropy_loss(logits_BC, labels_B, /*weight=*/{}, at::Reduction::Mean,
                                /*ignore_index=*/-100, label_smoothing);
}

}  // namespace sdkt
