// SPDX-License-Identifier: MIT
//
// Text from an untrusted file, made safe to quote in a message.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Whether a UTF-8 character can control a terminal or disguise the content of a line: a control character, a
/// line or paragraph separator, or a mark that changes the direction of the text after it.
bool is_control(std::string_view character) noexcept;

/// Whether a string contains a character for which is_control is true. Bytes that are not UTF-8 do not count.
bool has_control(std::string_view text) noexcept;

/// The string as one line without terminal commands: control characters and bytes that are not UTF-8 are
/// written as \xNN, byte by byte.
///
/// Applying it twice gives the same result, because backslashes are kept unchanged.
std::string one_line(std::string_view text);

/// The string as one_line writes it; the middle of a string of more than 400 bytes is left out.
///
/// Memory: at most 1.6 kB for any string.
std::string shown_text(std::string_view text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/shown_text.ipp>
#endif
