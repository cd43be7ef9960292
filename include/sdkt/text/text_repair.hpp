// SPDX-License-Identifier: MIT
//
// Repairs a caption before it is tokenized, as other tokenizers do: straight quotes, no ligatures and no
// HTML character references.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A text as open_clip's and OpenAI's tokenizers clean it before they split it: ftfy.fix_text without the
/// repair of wrong encodings, then html.unescape twice.
///
/// Each line is repaired until nothing changes, at most 64 times, in these steps: HTML references with a
/// semicolon are replaced (unless this line or an earlier line contains <), control characters of Latin-1 are
/// read as Windows-1252, Latin ligatures are split, half-width and full-width forms become the usual ones,
/// quotes become straight, line breaks become line feeds, terminal commands and control characters are
/// removed, and the result is put into normal form C.
/// Cost: linear in the length of the text for each repetition.
/// Memory: at most 40 times the text.
/// Source: ftfy 6.3 (documentation of fix_text); simple_tokenizer.py of OpenAI's CLIP.
/// Differs: text whose UTF-8 was once read in another encoding ("cafÃ©") is kept; misread_place finds it.
std::u32string repair_text(std::u32string_view text);

/// The position of the first characters that look like UTF-8 read as Windows-1252 ("Ã©" for "é"); npos if
/// there are none. Other programs that repair texts would change such characters; repair_text does not.
std::size_t misread_place(std::u32string_view text) noexcept;

/// A text in lower case, as Python's str.lower() writes it: character by character, except that a capital
/// sigma at the end of a word becomes a final sigma.
std::u32string lower_case_of_words(std::u32string_view text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/text_repair.ipp>
#endif
