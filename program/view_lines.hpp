// SPDX-License-Identifier: MIT
//
// The image preparation that was read from a model's files, as lines of `sdkt inspect`.
#pragma once

#include <sdkt/clip/view_report.hpp>

namespace sdkt::cli {

/// Prints a line for each setting with its file, then the notes.
void print_view(const clip::view_report& report);

}  // namespace sdkt::cli
