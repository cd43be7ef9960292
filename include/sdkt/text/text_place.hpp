// SPDX-License-Identifier: MIT
//
// The line and column of a byte in a text, counted as an editor counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// "line 3, column 14" for a byte of a text. Both count from 1; columns count characters.
std::string text_place(std::string_view text, std::size_t byte);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/text_place.ipp>
#endif
