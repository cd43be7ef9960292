// SPDX-License-Identifier: MIT
//
// Image i and text i are a pair: whether a network finds the pair, or one with the same label, in a batch.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/index_select.h>

namespace sdkt::detail {

/// For each image (axis 1) or text (axis 0): whether its most similar partner has the same label.
///
/// Shapes: similarity [R, R], labels int64 [R] or undefined (each pair has its own) -> bool [R].
inline at::Tensor finds_pair(const at::Tensor& similarity_RR, const at::Tensor& labels_R, std::int64_t axis) {
  const at::Tensor found_R = at::argmax(similarity_RR, axis);
  if (!labels_R.defined()) return at::eq(found_R, at::arange(found_R.size(0), found_R.options()));
  return at::eq(at::index_select(labels_R, 0, found_R), labels_R);
}

}  // namespace sdkt::detail
