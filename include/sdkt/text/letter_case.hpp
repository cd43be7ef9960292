// SPDX-License-Identifier: MIT
//
// Upper and lower case of ASCII letters, independent of the locale.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A string with its ASCII letters in lower case.
std::string in_lower_case(std::string text);

/// A string with its first character in upper case, if that is an ASCII letter.
std::string with_capital(std::string text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/letter_case.ipp>
#endif
