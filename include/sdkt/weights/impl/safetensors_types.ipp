// SPDX-License-Identifier: MIT
//
// Definitions of safetensors_types.hpp.
#pragma once

#include <optional>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/safetensors_types.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string_view safetensors_dtype(at::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return "F32";
    case at::kHalf:
      return "F16";
    case at::kBFloat16:
      return "BF16";
    case at::kDouble:
      return "F64";
    case at::kLong:
      return "I64";
    case at::kInt:
      return "I32";
    case at::kShort:
      return "I16";
    case at::kChar:
      return "I8";
    case at::kByte:
      return "U8";
    case at::kBool:
      return "BOOL";
    default:
      return {};
  }
}

SDKT_INLINE std::optional<at::ScalarType> type_of_safetensors(std::string_view dtype) {
  for (const at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16, at::kDouble, at::kLong, at::kInt,
                                    at::kShort, at::kChar, at::kByte, at::kBool}) {
    if (safetensors_dtype(type) == dtype) return type;
  }
  return std::nullopt;
}

}  // namespace sdkt::detail
