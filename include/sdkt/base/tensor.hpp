// SPDX-License-Identifier: MIT
//
// What every header over tensors needs: the type, the arithmetic of a run, and how shapes are printed.
//
// Shape suffixes used throughout: B task images of a step, R reference images, N any images, C classes,
// T texts, L context length, E embedding, S side of a square image, P parameters.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>

namespace sdkt {

/// The type that products are computed in. Weights, moments, layer norm, softmax, normalisation and losses
/// are fp32 in all.
enum class precision {
  fp32,
  tf32,  ///< fp32 whose factors a CUDA device rounds to 10 bits of mantissa as it multiplies
  bf16,
};

constexpr std::string_view name_of(precision type) noexcept {
  return type == precision::bf16 ? "bf16" : type == precision::tf32 ? "tf32" : "fp32";
}

/// One axis of an expected shape: its letter and its size, below 0 for any size.
using expected_axis = std::pair<std::string_view, std::int64_t>;

/// "[R, E] = [64, 512]" for a tensor of two axes called R and E.
inline std::string shape_text(std::string_view axes, at::IntArrayRef sizes) {
  std::string text{axes};
  text += " = [";
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(sizes[axis]);
  }
  return text + "]";
}

/// Throws unless the tensor is defined and has the expected axes.
///
/// Errors: shape_error with the expected and the actual shape, for example
///   "my_selection::weights: expected [R, N] = [64, 2], got a tensor of shape [64]; return one weight a ..."
inline void expect_shape(std::string_view where, const at::Tensor& tensor,
                         std::initializer_list<expected_axis> axes, std::string_view remedy) {
  std::string letters = "[";
  std::string sizes = "[";
  bool equal = tensor.defined() && tensor.dim() == static_cast<std::int64_t>(axes.size());
  std::int64_t axis = 0;
  for (const auto& [letter, size] : axes) {
    if (axis > 0) letters += ", ", sizes += ", ";
    letters += letter;
    sizes += size < 0 ? std::string{"any"} : std::to_string(size);
    equal = equal && (size < 0 || tensor.size(axis) == size);
    ++axis;
  }
  if (equal) return;
  const std::string actual =
      tensor.defined() ? shape_text("a tensor of shape", tensor.sizes()) : std::string{"an undefined tensor"};
  throw shape_error{where, "expected " + letters + "] = " + sizes + "], got " + actual, remedy};
}

}  // namespace sdkt
