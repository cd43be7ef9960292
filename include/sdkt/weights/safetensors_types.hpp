// SPDX-License-Identifier: MIT
//
// The types that safetensors files and LibTorch have in common.
#pragma once

#include <optional>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The format's name of a type; empty if the format does not have the type.
std::string_view safetensors_dtype(at::ScalarType type);

/// The type with the given name in the format; nothing if the name has no type in this mapping.
std::optional<at::ScalarType> type_of_safetensors(std::string_view dtype);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/safetensors_types.ipp>
#endif
