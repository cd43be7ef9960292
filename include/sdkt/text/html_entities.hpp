// SPDX-License-Identifier: MIT
//
// Replaces HTML character references (&amp; &#8217; &#x2019;) with the characters that they stand for.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The characters of Windows-1252 at 0x80 to 0x9F; for unassigned bytes, the code point itself.
inline constexpr std::array<char32_t, 32> windows_1252 = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

inline bool is_digit(char32_t code) noexcept { return code >= '0' && code <= '9'; }
bool is_ascii_letter(char32_t code) noexcept;

/// Appends the characters of the reference at the beginning of a string. Returns the length of the reference;
/// 0 if the string does not begin with one.
///
/// Names without a semicolon, which HTML keeps for old pages, count too; letters may follow such a name.
std::size_t append_reference(std::u32string& out, std::u32string_view text);

/// A text with all references replaced, once: &amp;lt; becomes &lt;.
///
/// Cost: linear in the length of the text.
/// Source: HTML Living Standard, 13.2.5.72 to 13.2.5.80, as Python's html.unescape implements it.
std::u32string unescape_html(std::u32string_view text);

/// A text with the references that end in a semicolon replaced, as ftfy does it; names in capitals are
/// replaced too. "this&not that" is unchanged.
std::u32string unescape_clear_html(std::u32string_view text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/html_entities.ipp>
#endif
