// SPDX-License-Identifier: MIT
//
// The loss of the task itself: each image is classified among the classes of its task.
#pragma once

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::step {

/// CE(scale * images texts^T, labels), the mean over the task's images, which come first.
///
/// Smoothing e gives (1 - e) CE + e mean_c -log p_c.
/// Shapes: images_NE [N, E], N at least B; texts_CE [C, E]; scale []; labels_B int64 [B] -> [].
/// Gradient: to images, texts and scale.
at::Tensor cross_entropy(const at::Tensor& images_NE, const at::Tensor& texts_CE, const at::Tensor& scale,
                         const at::Tensor& labels_B, double label_smoothing);

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/cross_entropy.ipp>
#endif
