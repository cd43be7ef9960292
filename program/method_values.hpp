// SPDX-License-Identifier: MIT
//
// Settings of a method that the command line names: --set ewc_strength=100, or options such as --threshold.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/file/located_json.hpp>

namespace sdkt::cli {

/// Values by name. A method reads the values that it has; a value that no method has read is refused.
class method_values {
 public:
  method_values() = default;

  /// Parses KEY=VALUE words.
  ///
  /// Errors: setting_error for a word of a different form, or a repeated key.
  explicit method_values(const std::vector<std::string>& words);

  void set(const std::string& name, double value);

  /// Replaces a value if it is set, and remembers that the method has this name.
  ///
  /// Errors: setting_error if the value is not a number of this kind.
  void read(const std::string& name, double& value) const;
  void read(const std::string& name, std::int64_t& value) const;
  void read(const std::string& name, std::optional<double>& value) const;

  /// The value that is set, else the given one.
  ///
  /// Errors: as read.
  double value_or(const std::string& name, double value) const {
    read(name, value);
    return value;
  }

  /// The index of the value among the choices, if it is set.
  ///
  /// Errors: setting_error if it is not one of them.
  std::optional<std::size_t> read(const std::string& name, const std::vector<std::string>& choices) const;

  /// Throws unless the method has read every value that is set.
  ///
  /// Errors: setting_error that names the value, with the nearest name that the method has.
  void expect_all_read(std::string_view method) const;

  /// The names that have been read, which are those that the method has.
  const std::vector<std::string>& known() const noexcept { return known_; }

  /// The value of a name, as it was written; null if it is not set.
  const std::string* text_of(const std::string& name) const;

 private:
  const std::string* find(const std::string& name) const;

  std::map<std::string, std::string> values_;
  mutable std::vector<std::string> known_;
};

}  // namespace sdkt::cli
