// SPDX-License-Identifier: MIT
//
// Definitions of tensor.hpp.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string shape_text(std::string_view axes, at::IntArrayRef sizes) {
  std::string text{axes};
  text += " = [";
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(sizes[axis]);
  }
  return text + "]";
}

SDKT_INLINE void expect_shape(std::string_view where, const at::Tensor& tensor,
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

}  // namespace sdkt::detail
