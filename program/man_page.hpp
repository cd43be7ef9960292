// SPDX-License-Identifier: MIT
//
// The man page, from the same tables as help.
#pragma once

#include <string>

#include "option_table.hpp"

namespace sdkt::cli {

/// sdkt(1) as roff with the man macros.
std::string man_page(const program_entry& program);

}  // namespace sdkt::cli
