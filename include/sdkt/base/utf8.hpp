// SPDX-License-Identifier: MIT
//
// UTF-8: the characters of a string, and code points to bytes and back.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

inline constexpr char32_t replacement_character = 0xFFFD;

/// The number of bytes of the UTF-8 character at the beginning of a string; 0 if the string is empty or
/// begins with an invalid character (overlong, a surrogate, above U+10FFFF, truncated).
std::size_t utf8_length(std::string_view text) noexcept;

/// The position of the first byte that is not part of a UTF-8 character; nothing if the text is valid.
std::optional<std::size_t> first_broken_byte(std::string_view text) noexcept;

/// Whether a whole string is valid UTF-8.
[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept { return !first_broken_byte(text); }

/// The code points of text. Invalid bytes become U+FFFD: one for each longest valid beginning of a truncated
/// character, and one for each byte that cannot begin a character (Unicode 3.9; Python and Rust do the same).
std::u32string decode_utf8(std::string_view text);

/// Appends a code point (not a surrogate, at most U+10FFFF) as UTF-8.
void append_utf8(std::string& text, char32_t code);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/utf8.ipp>
#endif
