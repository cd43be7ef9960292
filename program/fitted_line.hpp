// SPDX-License-Identifier: MIT
//
// One line that fits a terminal: the least important parts are left out first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sdkt::cli {

/// A piece of a line, including the separator from the piece before.
struct line_part {
  std::string text;
  int rank = 0;  ///< parts of the highest rank are left out first; those of rank 0 stay
};

/// Columns of UTF-8 text on a terminal. This is an upper estimate: characters of three
/// or more bytes count twice.
std::size_t columns_of(std::string_view text);

/// The beginning of a text, of at most this many columns.
std::string cut_to(std::string_view text, std::size_t columns);

/// The parts one after another, without those that do not fit. The rest is cut if it still does not fit.
std::string fitted_line(std::vector<line_part> parts, std::size_t columns);

/// "3:07" or "2:03:07".
std::string duration_text(double seconds);

}  // namespace sdkt::cli
