// SPDX-License-Identifier: MIT
//
// Comma-separated text as csv.hpp writes it, read back row by row, with the line where something is wrong.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt {

/// One pass over the rows of a table (RFC 4180). Lines end in a line feed, the last one too.
///
/// Every row has as many fields as the first.
/// Errors: format_error with file and line for quotes that do not fit, a last line that is cut short, and a
/// row of another length.
/// Memory: beside the text, one row of at most 20,000 fields.
class csv_reader {
 public:
  static constexpr std::size_t max_fields = 20'000;  ///< of a row

  /// `file` is only named. The text stays where it is.
  csv_reader(std::string file, std::string_view text) : file_{std::move(file)}, text_{text} {}

  /// Reads the next row. Returns whether there was one.
  bool next() {
    if (place_ == text_.size()) return false;
    first_line_ = line_;
    std::size_t count = 0;
    do {
      if (count == max_fields)
        fail("has more than " + std::to_string(max_fields) + " fields", "restore the file");
      if (count == fields_.size()) fields_.emplace_back();
      read_field(fields_[count++]);
    } while (take(','));
    if (!take('\n')) fail("ends in the middle of a line", "it was cut short: restore it");
    ++line_;
    fields_.resize(count);
    if (width_ == 0) width_ = count;
    if (count == width_) return true;
    fail("has " + std::to_string(count) + " fields where the first line has " + std::to_string(width_),
         "restore the file");
  }

  const std::vector<std::string>& fields() const noexcept { return fields_; }

  /// A field as a number; what sdkt writes for one that is not finite is read too.
  ///
  /// Errors: format_error for anything else.
  template <class Number>
  Number number(std::size_t field) const {
    const std::string& text = fields_[field];
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    if (problem == std::errc{} && stop == end) return value;
    fail("expected a number in field " + std::to_string(field + 1) + ", got \"" + detail::shown_text(text) +
             "\"",
         "restore the file");
  }
  /// A number between two others, or none.
  ///
  /// Errors: format_error for anything else.
  template <class Number>
  Number number(std::size_t field, Number low, Number high) const {
    const Number value = number<Number>(field);
    if (value >= low && value <= high) return value;
    fail("the number " + fields_[field] + " in field " + std::to_string(field + 1) + " is out of range",
         "restore the file");
  }
  /// None for an empty field. A loss: the fp32 number that was written.
  std::optional<double> optional_loss(std::size_t field) const {
    if (fields_[field].empty()) return std::nullopt;
    return static_cast<double>(number<float>(field));
  }

  /// Throws with the place of the row that was read last.
  [[noreturn]] void fail(std::string_view what, std::string_view remedy) const {
    throw format_error{file_ + ", line " + std::to_string(first_line_), what, remedy};
  }

 private:
  bool take(char letter) {
    if (place_ == text_.size() || text_[place_] != letter) return false;
    ++place_;
    return true;
  }

  void read_field(std::string& field) {
    field.clear();
    if (!take('"')) {
      const std::size_t end = std::min(text_.find_first_of(",\"\n", place_), text_.size());
      field.assign(text_.substr(place_, end - place_));
      place_ = end;
      if (place_ < text_.size() && text_[place_] == '"')
        fail("has a quote inside of a field", "restore the file");
      return;
    }
    while (true) {
      const std::size_t end = text_.find('"', place_);
      if (end == std::string_view::npos) fail("has a quote that is never closed", "restore the file");
      field.append(text_.substr(place_, end - place_));
      place_ = end + 1;
      if (!take('"')) break;
      field += '"';
    }
    for (const char letter : field) line_ += letter == '\n' ? 1 : 0;
  }

  std::string file_;
  std::string_view text_;
  std::size_t place_ = 0, line_ = 1, first_line_ = 1, width_ = 0;
  std::vector<std::string> fields_;
};

}  // namespace sdkt
