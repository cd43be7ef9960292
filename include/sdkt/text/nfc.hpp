// SPDX-License-Identifier: MIT
//
// Unicode's normal form C: a letter and its accents become one character if Unicode has such a character.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

std::uint32_t combining_class(char32_t code) noexcept;

/// The character that first and second compose into; 0 if there is none.
char32_t composition(char32_t first, char32_t second) noexcept;

/// Puts points into normal form C.
///
/// Cost: linear, except that the marks of each letter are sorted. Text with only code points below U+0300
/// is left unchanged.
/// Source: Unicode Standard Annex 15; definitions D108, D109, D115 and D117 of chapter 3.
void normalise_nfc(std::u32string& points);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/nfc.ipp>
#endif
