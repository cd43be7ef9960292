// SPDX-License-Identifier: MIT
//
// Words and numbers as they stand in a report: escaped, shortened, and never a NaN shown as a number.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace sdkt::report {

/// What stands where nothing was measured, or where the measurement is not a finite number.
inline constexpr std::string_view unmeasured = "–";

/// Appends every piece of text to out.
template <class... Pieces>
void put(std::string& out, const Pieces&... pieces) {
  (out.append(std::string_view{pieces}), ...);
}

namespace detail {

/// Bytes of the UTF-8 character that text begins with; 0 if it begins with none.
inline std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 0 || first > 0xF4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  if (length == 1) return 1;
  // Overlong forms, surrogates, and what lies beyond U+10FFFF show in the second byte; so do the controls
  // from U+0080 to U+009F. U+FFFE and U+FFFF are no characters.
  const unsigned second = byte(1);
  if (first == 0xC2 && second < 0xA0) return 0;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  if (first == 0xEF && second == 0xBF && byte(2) >= 0xBE) return 0;
  return length;
}

}  // namespace detail

/// Text for an element or an attribute in either kind of quotes, of at most max_characters.
///
/// Longer text ends in "…". Control characters and bytes that are not UTF-8 become U+FFFD, so the result is
/// always well-formed, and never longer than 6 max_characters bytes.
inline std::string escaped(std::string_view text, std::size_t max_characters = 60) {
  std::string out;
  std::size_t last_start = 0;  // where the last character begins: what "…" takes the place of
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

/// A number with fixed decimals, without "-0"; `unmeasured` unless finite. At most 24 bytes.
inline std::string fixed(double value, int decimals = 1) {
  if (!std::isfinite(value)) return std::string{unmeasured};
  std::array<char, 64> text{};
  const auto format = std::abs(value) < 1e12 ? std::chars_format::fixed : std::chars_format::scientific;
  auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, format, decimals);
  std::string_view shown{text.data(), static_cast<std::size_t>(end - text.data())};
  if (shown.find_first_not_of("-0.") == std::string_view::npos && shown.front() == '-')
    shown.remove_prefix(1);
  return std::string{shown};
}

/// A change with its sign: "+1.5", "−0.3", "0.0".
inline std::string signed_fixed(double value, int decimals = 1) {
  const std::string size = fixed(std::abs(value), decimals);
  if (!std::isfinite(value) || size.find_first_not_of("0.") == std::string::npos) return size;
  return (value > 0 ? "+" : "−") + size;
}

/// A number as a table of the run folder has it, with so many decimals: what a report made from the folder
/// reads.
inline double as_filed(double value, int decimals) {
  const std::string text = fixed(value, decimals);
  double filed = value;  // stays where there is no number to read
  std::from_chars(text.data(), text.data() + text.size(), filed);
  return filed;
}

/// A number with about three significant digits and no zeros at the end; `unmeasured` unless finite.
inline std::string brief(double value) {
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

/// The shortest decimal that reads back as the same number; `unmeasured` unless finite.
inline std::string shortest(double value) {
  if (!std::isfinite(value)) return std::string{unmeasured};
  std::array<char, 64> text{};
  char *const begin = text.data(), *const end = begin + text.size();
  const double size = std::abs(value);
  const bool is_plain = size == 0 || (size >= 1e-6 && size < 1e15);
  return {begin, is_plain ? std::to_chars(begin, end, value, std::chars_format::fixed).ptr
                          : std::to_chars(begin, end, value).ptr};
}

/// "1 task", "8 tasks".
inline std::string counted(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count);
  put(text, " ", noun, count == 1 ? "" : "s");
  return text;
}

}  // namespace sdkt::report
