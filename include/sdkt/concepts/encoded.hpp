// SPDX-License-Identifier: MIT
//
// What a network says about a batch: the only things that selections and losses look at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>

namespace sdkt {

/// What one network says about a reference batch.
///
/// Shapes: images_RE [R, E] and texts_TE [T, E], unit length; logit_scale [], already exponentiated;
/// labels_R int64 [R]: images with equal labels share a class or a caption.
/// texts_TE is undefined unless the loss declares the texts it needs, labels_R where images have neither
/// label nor caption.
struct encoded {
  at::Tensor images_RE;
  at::Tensor texts_TE;
  at::Tensor logit_scale;
  at::Tensor labels_R = {};
};

/// What the N teachers say about a reference batch, and the student beside them. Carries no gradient.
///
/// labels_R and student.texts_TE as in encoded.
template <std::size_t N>
struct teacher_targets {
  std::array<encoded, N> teachers;
  at::Tensor labels_R = {};
  encoded student = {};
};

/// The texts that a distillation loss compares images with.
enum class text_source {
  none,              ///< the loss looks at images only
  class_prompts,     ///< the prompts of the current task
  reference_texts,   ///< a list that comes with the reference set, the same at every step
  random_sentences,  ///< random token ids, drawn once a task
  paired_texts,      ///< one a reference image: its caption or, without captions, the prompt of its class
};

/// How many random sentences a loss compares with: a member `sentences` of a loss over them.
///
/// Source: LwF-VR as ZSCL's code runs it: 1,000 sentences of 10 ids between start and end.
struct random_sentences {
  std::int64_t count = 1000;
  std::int64_t length = 10;  ///< token ids between start and end
};

}  // namespace sdkt
