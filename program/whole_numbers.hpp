// SPDX-License-Identifier: MIT
//
// Options that are whole numbers, in the spellings of other programs: 60, 60.0, 6e1.
#pragma once

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Lets every option of a command that accepts a number (N, MB) also accept a point or an exponent, on the
/// command line and in a file. A number with a fraction is refused. Leading zeros are ignored.
void read_whole_numbers(CLI::App& command);

}  // namespace sdkt::cli
