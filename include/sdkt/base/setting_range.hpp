// SPDX-License-Identifier: MIT
//
// How a policy refuses a setting of its own, in the words that the options of a run use.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>

namespace sdkt::detail {

/// 0.5, 1e+06, nan: as short as it is clear.
inline std::string out_of_range_text(double value) {
  char text[32] = {};
  std::snprintf(text, sizeof text, "%.12g", value);
  return text;
}
inline std::string out_of_range_text(std::int64_t value) { return std::to_string(value); }

/// Throws unless a setting is in its range.
///
/// Errors: setting_error, for example
///   "ties_keep: the value 2 is out of range; use a number above 0 and up to 1".
template <class Number>
void require_setting(bool holds, std::string_view name, Number value, std::string_view range) {
  if (holds) return;
  throw setting_error{name, "the value " + out_of_range_text(value) + " is out of range",
                      "use " + std::string{range}};
}

inline void require_finite(std::string_view name, double value) {
  require_setting(std::isfinite(value), name, value, "a finite number");
}

inline void require_strength(std::string_view name, double value) {
  require_setting(std::isfinite(value) && value >= 0, name, value, "a finite number, 0 or more");
}

inline void require_positive(std::string_view name, double value) {
  require_setting(std::isfinite(value) && value > 0, name, value, "a finite number above 0");
}

inline void require_fraction(std::string_view name, double value) {
  require_setting(value >= 0 && value <= 1, name, value, "a number from 0 to 1");
}

inline void require_at_least(std::string_view name, std::int64_t value, std::int64_t least) {
  require_setting(value >= least, name, value, std::to_string(least) + " or more");
}

}  // namespace sdkt::detail
