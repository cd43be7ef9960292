// SPDX-License-Identifier: MIT
//
// Definitions of json_events.hpp.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/json_events.hpp>

namespace sdkt::detail {

/// One pass over a text. Nesting costs one byte per level and no stack.
///
/// Memory: at most 4 times the text, for the longest string and the open brackets, both grown by doubling.
class json_reader {
 public:
  json_reader(std::string_view text, json_handler& handler) : text_{text}, handler_{handler} {
    if (text_.starts_with("\xEF\xBB\xBF")) place_ = 3;  // the byte order mark of some editors
  }

  /// Returns true if the whole text is one value and no event stopped the reader.
  bool read() {
    while (read_value()) {
      while (true) {
        skip_space();
        if (open_.empty()) return place_ == text_.size() || fail("nothing after the value");
        const bool in_object = open_.back() == '{';
        if (take(',')) {
          if (in_object && !read_key()) return false;
          break;
        }
        if (!take(in_object ? '}' : ']')) return fail(in_object ? ", or }" : ", or ]");
        open_.pop_back();
        if (!(in_object ? handler_.end_object() : handler_.end_array())) return false;
      }
    }
    return false;
  }

 private:
  bool fail(std::string_view expected) {
    handler_.syntax_error(place_, expected);
    return false;
  }
  char peek() const { return place_ < text_.size() ? text_[place_] : '\0'; }
  bool take(char letter) {
    if (peek() != letter || place_ == text_.size()) return false;
    ++place_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(place_, word.size()) != word) return false;
    place_ += word.size();
    return true;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++place_;
  }
  bool is_digit() const { return peek() >= '0' && peek() <= '9'; }

  /// Reads one scalar or empty container, after the starts of any containers that open before it.
  bool read_value() {
    while (true) {
      skip_space();
      handler_.value_begins(place_);
      if (take('{')) {
        if (!handler_.start_object()) return false;
        skip_space();
        if (take('}')) return handler_.end_object();
        open_ += '{';
        if (!read_key()) return false;
      } else if (take('[')) {
        if (!handler_.start_array()) return false;
        skip_space();
        if (take(']')) return handler_.end_array();
        open_ += '[';
      } else {
        return read_scalar();
      }
    }
  }
  bool read_scalar() {
    if (peek() == '"') return read_string() && handler_.string(string_);
    if (take_word("true")) return handler_.boolean(true);
    if (take_word("false")) return handler_.boolean(false);
    if (take_word("null")) return handler_.null();
    return read_number();
  }
  bool read_key() {
    skip_space();
    if (!read_string()) return false;
    skip_space();
    return take(':') ? handler_.key(string_) : fail(":");
  }

  bool read_number() {
    const std::size_t begin = place_;
    const bool negative = take('-');
    bool whole = true;
    if (!take('0')) {
      if (!is_digit()) return fail("a value");
      skip_digits();
    }
    if (take('.')) {
      whole = false;
      if (!is_digit()) return fail("a digit");
      skip_digits();
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!is_digit()) return fail("a digit");
      skip_digits();
    }
    const std::string_view digits = text_.substr(begin, place_ - begin);
    const char* const end = digits.data() + digits.size();
    std::int64_t integer = 0;
    std::uint64_t natural = 0;
    if (whole && negative && std::from_chars(digits.data(), end, integer).ec == std::errc{}) {
      return handler_.number_integer(integer);
    }
    if (whole && !negative && std::from_chars(digits.data(), end, natural).ec == std::errc{}) {
      return handler_.number_unsigned(natural);
    }
    double number = 0;
    const std::string_view mantissa = digits.substr(0, digits.find_first_of("eE"));
    const bool is_zero = mantissa.find_first_of("123456789") == std::string_view::npos;
    const bool is_tiny =
        digits.find("e-") != std::string_view::npos || digits.find("E-") != std::string_view::npos;
    if (!is_zero && std::from_chars(digits.data(), end, number).ec != std::errc{} && !is_tiny) {
      return fail("a smaller number");
    }
    return handler_.number_float(number, digits);
  }
  void skip_digits() {
    while (is_digit()) ++place_;
  }

  bool read_string() {
    if (!take('"')) return fail("\"");
    string_.clear();
    while (place_ < text_.size()) {
      const char letter = text_[place_];
      if (letter == '"') {
        ++place_;
        return true;
      }
      if (static_cast<unsigned char>(letter) < 0x20) return fail("no control character");
      if (letter == '\\') {
        ++place_;
        if (!read_escape()) return false;
        continue;
      }
      const std::size_t length = utf8_length(text_.substr(place_));
      if (length == 0) return fail("UTF-8");
      string_.append(text_.substr(place_, length));
      place_ += length;
    }
    return fail("\"");
  }
  /// Reads the rest of an escape, after its backslash.
  bool read_escape() {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::size_t found = place_ < text_.size() ? letters.find(text_[place_]) : std::string_view::npos;
    if (found != std::string_view::npos) {
      ++place_;
      string_ += meanings[found];
      return true;
    }
    unsigned code = 0;
    if (!read_code_unit(code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      unsigned low = 0;
      if (!take('\\')) return fail("the second half of a surrogate pair");
      if (!read_code_unit(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return fail("the second half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
      return fail("the first half of a surrogate pair");
    }
    append_utf8(string_, code);
    return true;
  }
  bool read_code_unit(unsigned& code) {
    if (!take('u')) return fail("an escape");
    for (int digit = 0; digit < 4; ++digit, ++place_) {
      const char letter = peek();
      const bool upper = letter >= 'A' && letter <= 'F';
      if (!is_digit() && !upper && !(letter >= 'a' && letter <= 'f')) return fail("a hexadecimal digit");
      code = 16 * code + static_cast<unsigned>(is_digit() ? letter - '0'
                                               : upper    ? letter - 'A' + 10
                                                          : letter - 'a' + 10);
    }
    return true;
  }
  std::string_view text_;
  json_handler& handler_;
  std::size_t place_ = 0;
  std::string open_;    ///< one bracket per open container
  std::string string_;  ///< the string that was read last
};

SDKT_INLINE bool read_json(std::string_view text, json_handler& handler) {
  return json_reader{text, handler}.read();
}

}  // namespace sdkt::detail
