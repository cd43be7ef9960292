// SPDX-License-Identifier: MIT
//
// Definitions of markup.hpp.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/report/page/markup.hpp>

namespace sdkt::report::detail {

/// Bytes of the character at the start of the text; 0 if it is not UTF-8, a control character from U+0080 to U+009F, or
/// U+FFFE or U+FFFF, which are not characters.
SDKT_INLINE std::size_t character_length(std::string_view text) {
  const std::size_t length = sdkt::detail::utf8_length(text);
  if (length == 2 && text < "\xC2\xA0") return 0;
  if (text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF")) return 0;
  return length;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string escaped(std::string_view text, std::size_t max_characters) {
  std::string out;
  std::size_t last_start = 0;  // start of the last character, which "…" replaces
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == max_characters) {
      out.resize(last_start);
      return out + "…";
    }
    last_start = out.size();
    const std::size_t length = detail::character_length(text);
    const char letter = text.front();
    if (length > 1) {
      out.append(text.substr(0, length));
    } else if (letter == '&') {
      out += "&amp;";
    } else if (letter == '<') {
      out += "&lt;";
    } else if (letter == '>') {
      out += "&gt;";
    } else if (letter == '"') {
      out += "&quot;";
    } else if (letter == '\'') {
      out += "&#39;";
    } else if (letter == '\t' || letter == '\n' || letter == '\r') {
      out += ' ';
    } else if (length == 0 || static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) {
      out += "\xEF\xBF\xBD";
    } else {
      out += letter;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

SDKT_INLINE std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return std::string{unmeasured};
  const auto format = std::abs(value) < 1e12 ? std::chars_format::fixed : std::chars_format::scientific;
  const std::string text = sdkt::detail::number_text(value, format, decimals);
  std::string_view shown{text};
  if (shown.find_first_not_of("-0.") == std::string_view::npos && shown.front() == '-')
    shown.remove_prefix(1);
  return std::string{shown};
}

SDKT_INLINE std::string signed_fixed(double value, int decimals) {
  std::string size = fixed(std::abs(value), decimals);
  if (!std::isfinite(value) || size.find_first_not_of("0.") == std::string::npos) return size;
  return (value > 0 ? "+" : "−") + size;
}

SDKT_INLINE double as_filed(double value, int decimals) {
  const std::string text = fixed(value, decimals);
  double filed = value;  // unchanged if the text is not a number
  std::from_chars(text.data(), text.data() + text.size(), filed);
  return filed;
}

SDKT_INLINE std::string brief(double value) {
  const double size = std::abs(value);
  if (size >= 1e-4 && size < 1e12) {
    const int decimals = 2 - static_cast<int>(std::floor(std::log10(size)));
    std::string text = fixed(value, decimals < 0 ? 0 : decimals);
    if (text.find('.') != std::string::npos) text.resize(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  }
  if (!std::isfinite(value)) return std::string{unmeasured};
  return sdkt::detail::number_text(value, std::chars_format::general, 3);
}

SDKT_INLINE std::string shortest(double value) {
  if (!std::isfinite(value)) return std::string{unmeasured};
  const double size = std::abs(value);
  const bool is_plain = size == 0 || (size >= 1e-6 && size < 1e15);
  return is_plain ? sdkt::detail::number_text(value, std::chars_format::fixed)
                  : sdkt::detail::number_text(value);
}

SDKT_INLINE std::string counted(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count);
  put(text, " ", noun, count == 1 ? "" : "s");
  return text;
}

}  // namespace sdkt::report
