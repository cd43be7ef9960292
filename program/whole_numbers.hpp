// SPDX-License-Identifier: MIT
//
// Options that are whole numbers, as other programs write them: 60, 60.0, 6e1.
#pragma once

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Lets every option of a command that takes a number (N, MB) take it with a point or an exponent too, also
/// out of a file; one with a fraction is refused as it stands. Zeros before a number mean nothing.
void read_whole_numbers(CLI::App& command);

}  // namespace sdkt::cli
