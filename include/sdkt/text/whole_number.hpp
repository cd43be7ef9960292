// SPDX-License-Identifier: MIT
//
// Whole numbers as other programs write them: 1, 1.0, 1e0, 10e-1.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The exact value of a decimal number that is whole: 1, +1, -0, 1.0, 1e0, 2.50e1. Nothing for a number with
/// a fraction, a number beyond 64 bits and text that is not a decimal number.
std::optional<std::int64_t> whole_number_of(std::string_view text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/whole_number.ipp>
#endif
