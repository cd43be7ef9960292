// SPDX-License-Identifier: MIT
//
// Definitions of number_text.hpp.
#pragma once

#include <charconv>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string fixed_text(double value, int decimals) {
  return number_text(value, std::chars_format::fixed, decimals);
}

}  // namespace sdkt::detail
