// SPDX-License-Identifier: MIT
//
// Definitions of markup.hpp.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/markup.hpp>

namespace sdkt::report::detail {

/// Bytes of the UTF-8 character at the start of the text; 0 if there is no valid one.
SDKT_INLINE std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 0 || first > 0xF4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  if (length == 1) return 1;
  // The second byte shows overlong forms, surrogates, and code points beyond U+10FFFF, and also the control
  // characters from U+0080 to U+009F. U+FFFE and U+FFFF are not characters.
  const unsigned second = byte(1);
  if (first == 0xC2 && second < 0xA0) return 0;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  if (first == 0xEF && second == 0xBF && byte(2) >= 0xBE) return 0;
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
  std::array<char, 64> text{};
  const auto format = std::abs(value) < 1e12 ? std::chars_format::fixed : std::chars_format::scientific;
  auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, format, decimals);
  std::string_view shown{text.data(), static_cast<std::size_t>(end - text.data())};
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
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 3).ptr;
  return {text.data(), end};
}

SDKT_INLINE std::string shortest(double value) {
  if (!std::isfinite(value)) return std::string{unmeasured};
  std::array<char, 64> text{};
  char *const begin = text.data(), *const end = begin + text.size();
  const double size = std::abs(value);
  const bool is_plain = size == 0 || (size >= 1e-6 && size < 1e15);
  return {begin, is_plain ? std::to_chars(begin, end, value, std::chars_format::fixed).ptr
                          : std::to_chars(begin, end, value).ptr};
}

SDKT_INLINE std::string counted(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count);
  put(text, " ", noun, count == 1 ? "" : "s");
  return text;
}

}  // namespace sdkt::report
