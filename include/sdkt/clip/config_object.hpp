// SPDX-License-Identifier: MIT
//
// A small JSON file of settings: values by their places, and errors that name the file and the field.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::clip::detail {

/// One value of a JSON text. Members of objects and arrays have their own places: "place.name" and "place.0".
struct config_value {
  enum class kind { null, boolean, whole, number, text, object, array };

  kind type = kind::null;
  std::string shown;       ///< the value as an error quotes it
  std::string text = {};   ///< of a string
  double number = 0;       ///< of a number, 0 or 1 of a boolean
  std::uint64_t size = 0;  ///< of an array; the value of a whole number
};

/// A JSON object in a file. Another object of the file may override its members.
class config_object {
 public:
  using kind = config_value::kind;

  /// Reads a file.
  ///
  /// Errors: file_error if the file cannot be read or has more than 4 MB; format_error if it is of another
  /// kind or not a JSON object.
  static config_object read(const std::filesystem::path& path);

  bool has(const std::string& name) const;
  /// Whether the name is present with the value null, which some readers distinguish from a missing name.
  bool is_null(const std::string& name) const;
  /// The kind of a value; null for a missing name.
  kind kind_of(const std::string& name) const { return has(name) ? find(name)->type : kind::null; }
  /// The value as an error quotes it.
  std::string shown(const std::string& name) const { return has(name) ? find(name)->shown : "null"; }
  /// A member object; an empty object if the member is missing.
  config_object member(const std::string& name) const;
  /// This object, with members of another object overriding its own.
  config_object overridden_by(const config_object& other) const;

  std::int64_t integer(const std::string& name, std::int64_t otherwise) const;
  double number(const std::string& name, double otherwise) const;
  bool boolean(const std::string& name, bool otherwise) const;
  std::string text(const std::string& name, const std::string& otherwise) const;
  /// Three numbers; a single number counts for all three.
  std::array<double, 3> three(const std::string& name, std::array<double, 3> otherwise) const;
  /// A length: a number, or an object or array of equal numbers.
  std::optional<std::int64_t> side(const std::string& name) const;
  /// Throws unless the field is missing, null, false or `usual`.
  void expect_usual(const std::string& name, std::string_view usual = {}) const;

  /// All values inside this object or a member of it, with their names relative to this object.
  std::vector<std::pair<std::string, const config_value*>> member_values(const std::string& name = {}) const;

  [[noreturn]] void refuse(std::string_view what, std::string_view remedy) const;
  [[noreturn]] void refuse_field(
      const std::string& name, std::string_view what,
      std::string_view remedy = "use a CLIP with a vision transformer or correct the file") const;

  const std::string& file() const noexcept { return file_; }

 private:
  using values_t = std::map<std::string, config_value>;

  config_object(std::string file, std::shared_ptr<const values_t> values, std::vector<std::string> places);

  static bool is_number(const config_value& value);
  static std::string place(const std::string& outer, const std::string& name);
  /// The first place at which the name has a value; if there is none, the last place that was tried.
  std::string place_of(const std::string& name) const;
  [[nodiscard]] const config_value* find(const std::string& name) const;

  std::string file_;
  std::shared_ptr<const values_t> values_;
  std::vector<std::string> places_;
};

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/config_object.ipp>
#endif
