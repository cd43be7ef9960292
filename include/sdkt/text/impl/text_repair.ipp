// SPDX-License-Identifier: MIT
//
// Definitions of text_repair.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/html_entities.hpp>
#include <sdkt/text/nfc.hpp>
#include <sdkt/text/text_repair.hpp>
#include <sdkt/text/text_repair_tables.hpp>
#include <sdkt/text/unicode.hpp>
#include <sdkt/text/unicode_tables.hpp>

namespace sdkt::detail {

/// Appends the letters of a Latin ligature or digraph; false if code is neither.
SDKT_INLINE bool append_ligature(std::u32string& out, char32_t code) {
  struct ligature {
    char32_t code;
    std::u32string_view letters;
  };
  constexpr ligature ligatures[] = {
      {0x132, U"IJ"},       {0x133, U"ij"},  {0x149, U"\u02BCn"}, {0x1C4, U"D\u017D"}, {0x1C5, U"D\u017E"},
      {0x1C6, U"d\u017E"},  {0x1C7, U"LJ"},  {0x1C8, U"Lj"},      {0x1C9, U"lj"},      {0x1CA, U"NJ"},
      {0x1CB, U"Nj"},       {0x1CC, U"nj"},  {0x1F1, U"DZ"},      {0x1F2, U"Dz"},      {0x1F3, U"dz"},
      {0xFB00, U"ff"},      {0xFB01, U"fi"}, {0xFB02, U"fl"},     {0xFB03, U"ffi"},    {0xFB04, U"ffl"},
      {0xFB05, U"\u017Ft"}, {0xFB06, U"st"}};
  if (code < 0x132) return false;
  for (const ligature& each : ligatures) {
    if (each.code != code) continue;
    out += each.letters;
    return true;
  }
  return false;
}

/// Appends the usual form of a half-width or full-width character; false if code is not one.
SDKT_INLINE bool append_usual_width(std::u32string& out, char32_t code) {
  if (code < width_forms.front().form) return false;
  const auto found =
      std::lower_bound(width_forms.begin(), width_forms.end(), code,
                       [](const width_form& form, char32_t value) { return form.form < value; });
  if (found == width_forms.end() || found->form != code) return false;
  out.push_back(found->points[0]);
  if (found->points[1] != 0) out.push_back(found->points[1]);
  return true;
}

/// Whether a character is dropped: ASCII control characters except white space, and some Unicode characters
/// that control rendering.
SDKT_INLINE bool is_dropped_control(char32_t code) noexcept {
  return (code < 0x20 && code != '\t' && code != '\n' && code != '\f' && code != '\r') || code == 0x7F ||
         (code >= 0x206A && code <= 0x206F) || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFC);
}

/// The length of the terminal command at the beginning of a text: ESC [, then digits and semicolons, then a
/// letter. 0 if there is none.
SDKT_INLINE std::size_t terminal_command(std::u32string_view text) noexcept {
  if (text.size() < 3 || text[0] != 0x1B || text[1] != '[') return 0;
  std::size_t at = 2;
  while (at < text.size() && (is_digit(text[at]) || text[at] == ';')) ++at;
  return at < text.size() && is_ascii_letter(text[at]) ? at + 1 : 0;
}

/// One round of repairs over a line, character by character.
SDKT_INLINE std::u32string repaired_once(std::u32string_view line) {
  std::u32string changed;
  changed.reserve(line.size());
  for (const char32_t given : line) {
    const char32_t code = given >= 0x80 && given < 0xA0 ? windows_1252[given - 0x80] : given;
    if (append_ligature(changed, code) || append_usual_width(changed, code)) continue;
    changed.push_back(code);
  }
  std::u32string out;
  out.reserve(changed.size());
  for (std::size_t at = 0; at < changed.size(); ++at) {
    const char32_t code = changed[at];
    const std::size_t command = terminal_command(std::u32string_view{changed}.substr(at));
    if (command > 0) {
      at += command - 1;
    } else if (code == 0x2BC || (code >= 0x2018 && code <= 0x201B)) {
      out.push_back(U'\'');
    } else if (code >= 0x201C && code <= 0x201F) {
      out.push_back(U'"');
    } else if (code == '\r' || code == 0x2028 || code == 0x2029) {
      if (code != '\r' || at + 1 == changed.size() || changed[at + 1] != '\n') out.push_back(U'\n');
    } else if (!is_dropped_control(code)) {
      out.push_back(code);
    }
  }
  normalise_nfc(out);
  return out;
}

SDKT_INLINE std::u32string repair_text(std::u32string_view text) {
  constexpr int most_rounds = 64;
  std::u32string out;
  out.reserve(text.size());
  bool has_tags = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(U'\n'), text.size() - 1) + 1;
    std::u32string line{text.substr(0, end)};
    text.remove_prefix(end);
    has_tags = has_tags || line.find(U'<') != std::u32string::npos;
    for (int round = 0; round < most_rounds; ++round) {
      std::u32string repaired = repaired_once(has_tags ? line : unescape_clear_html(line));
      if (repaired == line) break;
      line = std::move(repaired);
    }
    out += line;
  }
  if (out.find(U'&') == std::u32string::npos) return out;
  return unescape_html(unescape_html(out));
}

/// The byte of a character in Windows-1252, below 0x100; 0x100 if Windows-1252 does not have the character.
SDKT_INLINE char32_t byte_in_windows_1252(char32_t code) noexcept {
  if (code < 0x100) return code;
  const auto found = std::find(windows_1252.begin(), windows_1252.end(), code);
  return found == windows_1252.end() ? 0x100 : 0x80 + static_cast<char32_t>(found - windows_1252.begin());
}

SDKT_INLINE std::size_t misread_place(std::u32string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char32_t lead = byte_in_windows_1252(text[at]);
    if (lead < 0xC2 || lead > 0xF4) continue;
    const std::size_t following = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    // A misread "à" is "Ã\u00A0", whose no-break space often becomes a plain space.
    if (text[at] == 0xC3 && at + 1 < text.size() && text[at + 1] == ' ') return at;
    std::size_t found = 0;
    while (found < following && at + found + 1 < text.size()) {
      const char32_t byte = byte_in_windows_1252(text[at + found + 1]);
      if (byte < 0x80 || byte > 0xBF) break;
      ++found;
    }
    if (found == following) return at;
  }
  return std::u32string_view::npos;
}

SDKT_INLINE std::u32string lower_case_of_words(std::u32string_view text) {
  const auto is_in = [](const auto& table, char32_t code) {
    return find_range<code_range>(table, code) != nullptr;
  };
  std::u32string lower;
  lower.reserve(text.size());
  bool after_letter = false;  // the last character that is not case-ignorable is a cased letter
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char32_t code = text[at];
    if (code == 0x3A3) {
      std::size_t next = at + 1;
      while (next < text.size() && is_in(case_ignorable_ranges, text[next])) ++next;
      const bool before_letter = next < text.size() && is_in(cased_ranges, text[next]);
      lower.push_back(after_letter && !before_letter ? U'\u03C2' : U'\u03C3');
    } else {
      append_lower_case(lower, code);
    }
    if (!is_in(case_ignorable_ranges, code)) after_letter = is_in(cased_ranges, code);
  }
  return lower;
}

}  // namespace sdkt::detail
