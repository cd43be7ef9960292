// SPDX-License-Identifier: MIT
//
// What a network computes for a batch: the only input of selections and losses.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>

namespace sdkt {

/// One network's encodings of a reference batch.
///
/// Shapes: images_RE [R, E] and texts_TE [T, E], unit length; logit_scale [], already exponentiated;
/// labels_R int64 [R].
///
/// Images with equal labels share a class or a caption. texts_TE is undefined unless the loss declares which
/// texts it needs. labels_R is undefined if the images have neither labels nor captions.
struct encoded {
  at::Tensor images_RE;
  at::Tensor texts_TE;
  at::Tensor logit_scale;
  at::Tensor labels_R = {};
};

/// The encodings of a reference batch by the N teachers and by the student. Nothing here carries a gradient.
///
/// labels_R and student.texts_TE are as in encoded.
template <std::size_t N>
struct teacher_targets {
  std::array<encoded, N> teachers;
  at::Tensor labels_R = {};
  encoded student = {};
};

/// The texts with which a distillation loss compares images.
enum class text_source {
  none,              ///< the loss uses images only
  class_prompts,     ///< the prompts of the current task
  reference_texts,   ///< a list that belongs to the reference set, the same at every step
  random_sentences,  ///< random token ids, drawn once per task
  paired_texts,      ///< one per reference image: its caption or, without captions, the prompt of its class
};

/// The number and length of random sentences: the type of the member `sentences` of a loss over them.
///
/// Source: LwF-VR as in ZSCL's code: 1,000 sentences of 10 ids between start and end.
struct random_sentences {
  std::int64_t count = 1000;
  std::int64_t length = 10;  ///< token ids between start and end
};

}  // namespace sdkt
