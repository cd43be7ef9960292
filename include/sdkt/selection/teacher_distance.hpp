// SPDX-License-Identifier: MIT
//
// How far two teachers disagree on an image: the input of selections between them.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/sub.h>

#include <sdkt/concepts/encoded.hpp>

namespace sdkt {

/// d = || h_1 - h_0 ||_2 of the two teachers' unit image features, not squared.
///
/// Shapes: teachers of [R, E] -> [R], from 0 to 2.
inline at::Tensor teacher_distance(const teacher_targets<2>& targets) {
  const auto& [first, second] = targets.teachers;
  return at::linalg_vector_norm(at::sub(second.images_RE, first.images_RE), 2, at::IntArrayRef{1},
                                /*keepdim=*/false);
}

}  // namespace sdkt
