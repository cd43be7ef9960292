// SPDX-License-Identifier: MIT
//
// The names of the methods, for code that needs nothing else about them.
#pragma once

#include <string>
#include <vector>

namespace sdkt::cli {

/// The names, in the order of all_methods().
std::vector<std::string> method_names();

}  // namespace sdkt::cli
