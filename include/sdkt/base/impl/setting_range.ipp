// SPDX-License-Identifier: MIT
//
// Definitions of setting_range.hpp.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/setting_range.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string out_of_range_text(double value) {
  return number_text(value, std::chars_format::general, 12);
}

SDKT_INLINE void require_finite(std::string_view name, double value) {
  require_setting(std::isfinite(value), name, value, "a finite number");
}

SDKT_INLINE void require_strength(std::string_view name, double value) {
  require_setting(std::isfinite(value) && value >= 0, name, value, "a finite number, 0 or more");
}

SDKT_INLINE void require_positive(std::string_view name, double value) {
  require_setting(std::isfinite(value) && value > 0, name, value, "a finite number above 0");
}

SDKT_INLINE void require_fraction(std::string_view name, double value) {
  require_setting(value >= 0 && value <= 1, name, value, "a number from 0 to 1");
}

SDKT_INLINE void require_at_least(std::string_view name, std::int64_t value, std::int64_t least) {
  require_setting(value >= least, name, value, std::to_string(least) + " or more");
}

}  // namespace sdkt::detail
