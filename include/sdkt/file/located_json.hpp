// SPDX-License-Identifier: MIT
//
// A JSON file in which every value knows its position, so that an error message can point to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt::file {

struct located_member;

/// A number with a fraction or an exponent, or beyond 64 bits, kept as its digits in the file.
struct located_number {
  std::string digits;

  double value() const;
};

/// One JSON value and the byte of the file at which it starts.
struct located_value {
  using list = std::vector<located_value>;
  using members = std::vector<located_member>;

  std::variant<std::monostate, bool, std::int64_t, located_number, std::string, list, members> value;
  std::size_t offset = 0;

  /// The number, if it is whole: 1, and also 1.0 and 1e0, as other programs write whole numbers.
  std::optional<std::int64_t> whole_number() const;
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const list* items() const { return std::get_if<list>(&value); }
  const members* object() const { return std::get_if<members>(&value); }

  /// The object's member of that name; null if there is none or if this value is not an object.
  [[nodiscard]] const located_value* find(std::string_view name) const;

  /// A description for error messages: "a list of 3", "the number 7", "the string \"cat\"".
  std::string described() const;
};

/// A member of an object: its name and its value.
struct located_member {
  std::string name;
  located_value value;
};

inline const located_value* located_value::find(std::string_view name) const {
  if (const members* all = object()) {
    for (const located_member& member : *all) {
      if (member.name == name) return &member.value;
    }
  }
  return nullptr;
}

inline std::string located_value::described() const {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return "the number " + std::to_string(*number);
  if (const auto* number = std::get_if<located_number>(&value)) {
    return number->digits.size() > 40 ? "a number of " + std::to_string(number->digits.size()) + " characters"
                                      : "the number " + number->digits;
  }
  if (const auto* string = text()) {
    return string->size() > 40 || detail::has_control(*string)
               ? "a string of " + std::to_string(string->size()) + " characters"
               : "the string \"" + *string + "\"";
  }
  if (const auto* all = items()) return "a list of " + std::to_string(all->size());
  if (object() != nullptr) return "an object";
  return "null";
}

/// A parsed JSON file.
///
/// Errors: file_error for a file that cannot be read; format_error, with line and column, for malformed
/// JSON, a name that occurs twice in an object, or more than 64 levels of nesting.
/// Memory: at most 80 times the size of the file (a growing list of one-digit numbers needs that much).
class located_json {
 public:
  explicit located_json(const std::filesystem::path& file);
  /// Parses a text that was read from `file`. The name is used only in error messages.
  located_json(std::string file, std::string text);

  const located_value& root() const noexcept { return root_; }
  const std::string& file() const noexcept { return file_; }

  /// The position of a value of this file: "FILE, line 3, column 14".
  std::string where(const located_value& value) const;

  /// The error for a value of another kind: "expected an object, got the number 7".
  format_error unexpected(const located_value& value, std::string_view expected,
                          std::string_view remedy) const;

  /// The member of an object.
  ///
  /// Errors: format_error if the object does not have it, or if the value is not an object.
  const located_value& required(const located_value& object, std::string_view name,
                                std::string_view remedy) const;

 private:
  std::string file_;
  std::string text_;
  located_value root_;
};

}  // namespace sdkt::file

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/located_json.ipp>
#endif
