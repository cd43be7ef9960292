// SPDX-License-Identifier: MIT
//
// One line that fits a terminal: what matters least goes first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sdkt::cli {

/// A piece of a line, with what separates it from the piece before.
struct line_part {
  std::string text;
  int rank = 0;  ///< parts of the highest rank are left out first; those of rank 0 stay
};

/// Columns that UTF-8 takes on a terminal, rather too many than too few: characters of three bytes and more
/// count twice.
std::size_t columns_of(std::string_view text);

/// The beginning of a text that takes at most so many columns.
std::string cut_to(std::string_view text, std::size_t columns);

/// The parts one after another, without those that do not fit, and cut if what must stay does not fit either.
std::string fitted_line(std::vector<line_part> parts, std::size_t columns);

/// "3:07" or "2:03:07".
std::string duration_text(double seconds);

}  // namespace sdkt::cli
