// SPDX-License-Identifier: MIT
//
// The names of the methods, for those who need nothing else of them.
#pragma once

#include <string>
#include <vector>

namespace sdkt::cli {

/// In the order of all_methods().
std::vector<std::string> method_names();

}  // namespace sdkt::cli
