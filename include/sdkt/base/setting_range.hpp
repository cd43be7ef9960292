// SPDX-License-Identifier: MIT
//
// How a policy rejects one of its settings, in the same words as a run rejects its options.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Formats a value for an error message, with at most 12 significant digits: 0.5, 1e+06, nan.
std::string out_of_range_text(double value);
inline std::string out_of_range_text(std::int64_t value) { return std::to_string(value); }

/// Throws unless a setting is in its range.
///
/// Errors: setting_error, for example
///
///     "ties_keep: the value 2 is out of range; use a number above 0 and up to 1"
template <class Number>
void require_setting(bool holds, std::string_view name, Number value, std::string_view range) {
  if (holds) return;
  throw setting_error{name, "the value " + out_of_range_text(value) + " is out of range",
                      "use " + std::string{range}};
}

void require_finite(std::string_view name, double value);

void require_strength(std::string_view name, double value);

void require_positive(std::string_view name, double value);

void require_fraction(std::string_view name, double value);

void require_at_least(std::string_view name, std::int64_t value, std::int64_t least);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/setting_range.ipp>
#endif
