// SPDX-License-Identifier: MIT
//
// Reads comma-separated text, as csv.hpp writes it, row by row. Errors name the line.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt::detail {

/// What to do about a damaged file of a run.
inline constexpr std::string_view restore_file = "restore the file";

}  // namespace sdkt::detail

namespace sdkt::text {

/// One pass over the rows of a table (RFC 4180). Every line ends in a line feed, including the last.
///
/// Every row must have as many fields as the first.
/// Errors: format_error with file and line for misplaced quotes, a truncated last line, a row with more than
/// 20,000 fields and a row with a different number of fields.
/// Memory: one row of at most 20,000 fields, in addition to the text.
class csv_reader {
 public:
  static constexpr std::size_t max_fields = 20'000;  ///< per row

  /// `file` is used only in error messages. The text is not copied and must outlive the reader.
  csv_reader(std::string file, std::string_view text) : file_{std::move(file)}, text_{text} {}

  /// Reads the next row. Returns false at the end of the text.
  bool next();

  const std::vector<std::string>& fields() const noexcept { return fields_; }

  /// A field as a number; also accepts what sdkt writes for a number that is not finite.
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
         detail::restore_file);
  }
  /// A field as a number from low to high.
  ///
  /// Errors: format_error for anything else.
  template <class Number>
  Number number(std::size_t field, Number low, Number high) const {
    const Number value = number<Number>(field);
    if (value >= low && value <= high) return value;
    fail("the number " + fields_[field] + " in field " + std::to_string(field + 1) + " is out of range",
         detail::restore_file);
  }
  /// A field that holds a loss, as the fp32 number that was written; nothing for an empty field.
  std::optional<double> optional_loss(std::size_t field) const;

  /// Throws a format_error that names the file and the first line of the row that was read last.
  [[noreturn]] void fail(std::string_view what, std::string_view remedy) const;

 private:
  [[nodiscard]] bool take(char letter);

  void read_field(std::string& field);

  std::string file_;
  std::string_view text_;
  std::size_t place_ = 0, line_ = 1, first_line_ = 1, width_ = 0;
  std::vector<std::string> fields_;
};

}  // namespace sdkt::text

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/csv_reader.ipp>
#endif
