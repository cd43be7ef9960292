// SPDX-License-Identifier: MIT
//
// What every header that uses tensors needs: the tensor type, a run's precision, and printed shapes.
//
// Shape suffixes used throughout: B task images of a step, R reference images, N any images, C classes,
// T texts, L context length, E embedding, S side of a square image, P parameters, Q trained parameters.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// The number type in which matrix products are computed. Weights, moments, layer norm, softmax,
/// normalisation and losses are always fp32.
enum class precision {
  fp32,
  tf32,  ///< fp32, but a CUDA device rounds the factors to 10 bits of mantissa before it multiplies
  bf16,
};

constexpr std::string_view name_of(precision type) noexcept {
  return type == precision::bf16 ? "bf16" : type == precision::tf32 ? "tf32" : "fp32";
}

}  // namespace sdkt

namespace sdkt::detail {

/// One axis of an expected shape: its letter and its size. A negative size accepts any size.
using expected_axis = std::pair<std::string_view, std::int64_t>;

/// "[R, E] = [64, 512]" for a tensor of two axes called R and E.
std::string shape_text(std::string_view axes, at::IntArrayRef sizes);

/// Throws unless the tensor is defined and has the expected axes.
///
/// Errors: shape_error with the expected and the actual shape, for example
///
///     "my_selection::weights: expected [R, N] = [64, 2], got a tensor of shape = [64]; return one ..."
void expect_shape(std::string_view where, const at::Tensor& tensor, std::initializer_list<expected_axis> axes,
                  std::string_view remedy);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/tensor.ipp>
#endif
