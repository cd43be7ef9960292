// SPDX-License-Identifier: MIT
//
// Words and numbers of a report: escaped, shortened, and never a NaN shown as a number.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::report {

/// Shown if nothing was measured, or if the measurement is not a finite number.
inline constexpr std::string_view unmeasured = "–";

/// Appends every piece of text to out.
template <class... Pieces>
void put(std::string& out, const Pieces&... pieces) {
  (out.append(std::string_view{pieces}), ...);
}

/// Text for an element or an attribute in either kind of quotes, of at most max_characters.
///
/// Longer text ends in "…". Control characters and bytes that are not UTF-8 become U+FFFD, so the result is
/// always well-formed, and never longer than 6 max_characters bytes.
std::string escaped(std::string_view text, std::size_t max_characters = 60);

/// A number with fixed decimals, without "-0"; `unmeasured` unless finite. At most 24 bytes.
std::string fixed(double value, int decimals = 1);

/// A change with its sign: "+1.5", "−0.3", "0.0".
std::string signed_fixed(double value, int decimals = 1);

/// A number as a table of the run folder stores it, with this many decimals, so that a report made from
/// the folder shows the same.
double as_filed(double value, int decimals);

/// A number with about three significant digits and without trailing zeros; `unmeasured` unless finite.
std::string brief(double value);

/// The shortest decimal that reads back as the same number; `unmeasured` unless finite.
std::string shortest(double value);

/// "1 task", "8 tasks".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/markup.ipp>
#endif
