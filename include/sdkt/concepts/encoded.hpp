// SPDX-License-Identifier: MIT
//
// What a network says about a batch: the only things that selections and losses look at.
#pragma once

#include <array>
#include <cstddef>

#include <ATen/core/Tensor.h>

namespace sdkt {

/// What one network says about a reference batch.
///
/// Shapes: images_RE [R, E] and texts_TE [T, E], unit length; logit_scale [], already exponentiated.
/// texts_TE is undefined unless the loss declares the texts it needs.
struct encoded {
  at::Tensor images_RE;
  at::Tensor texts_TE;
  at::Tensor logit_scale;
};

/// What the N teachers say about a reference batch. Carries no gradient.
///
/// Shapes: labels_R [R], int64; undefined where the images are unlabelled.
template <std::size_t N>
struct teacher_targets {
  std::array<encoded, N> teachers;
  at::Tensor labels_R;
};

/// The texts that a distillation loss compares images with.
enum class text_source {
  none,             ///< the loss looks at images only
  class_prompts,    ///< the prompts of the current task
  reference_texts,  ///< the texts that come with the reference set
};

}  // namespace sdkt
