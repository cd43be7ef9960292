// SPDX-License-Identifier: MIT
//
// Definitions of config_object.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/text/json_events.hpp>

namespace sdkt::clip::detail {

/// Splits a JSON text into values by their places. Stops at deep nesting and at names longer than those of
/// any setting, because every value stores its whole place. Only the first four values of an array are kept,
/// because no setting has more.
///
/// Memory: at most 200 times the text.
class config_reader : public sdkt::detail::json_handler {
 public:
  std::map<std::string, config_value> values;
  std::string problem = "is nested too deeply or has a name that is too long";

  bool null() override { return put({config_value::kind::null, "null"}); }
  bool boolean(bool value) override {
    return put({config_value::kind::boolean, value ? "true" : "false", {}, value ? 1.0 : 0.0});
  }
  bool number_integer(std::int64_t value) override {
    return put({config_value::kind::number, std::to_string(value), {}, static_cast<double>(value)});
  }
  bool number_unsigned(std::uint64_t value) override {
    return put({config_value::kind::whole, std::to_string(value), {}, static_cast<double>(value), value});
  }
  bool number_float(double value, std::string_view digits) override {
    return put({config_value::kind::number, std::string{digits}, {}, value});
  }
  bool string(std::string& text) override {
    const std::string shown = "\"" + (text.size() <= 60 ? text : text.substr(0, 57) + "...") + "\"";
    return put({config_value::kind::text, sdkt::detail::shown_text(shown), std::move(text)});
  }
  bool start_object() override { return open({config_value::kind::object, "an object"}); }
  bool start_array() override { return open({config_value::kind::array, "an array"}); }
  bool key(std::string& name) override {
    open_.back().name = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override {
    if (open_.back().kept) values[open_.back().place].size = open_.back().count;
    return close();
  }
  void syntax_error(std::size_t byte, std::string_view expected) override {
    problem = "is not valid JSON at byte " + std::to_string(byte) + ", where " + std::string{expected} +
              " was expected";
  }

 private:
  struct level {
    std::string place;
    std::string name;
    std::uint64_t count;
    bool is_array;
    bool kept;
  };
  static constexpr std::size_t deepest = 16;
  static constexpr std::size_t longest_place = 200;
  static constexpr std::uint64_t kept_of_array = 4;

  /// Whether the next value is kept. Counts the value if it is in an array.
  bool keeps_next() {
    if (open_.empty()) return true;
    level& parent = open_.back();
    return (!parent.is_array || ++parent.count <= kept_of_array) && parent.kept;
  }
  std::string next_place() const {
    if (open_.empty()) return {};
    const level& parent = open_.back();
    const std::string name = parent.is_array ? std::to_string(parent.count - 1) : parent.name;
    return parent.place.empty() ? name : parent.place + "." + name;
  }
  bool put(config_value value) {
    if (!keeps_next()) return true;
    const std::string place = next_place();
    values[place] = std::move(value);
    return place.size() <= longest_place;
  }
  bool open(config_value value) {
    if (open_.size() == deepest) return false;
    const bool is_array = value.type == config_value::kind::array;
    const bool kept = keeps_next();
    std::string place = kept ? next_place() : std::string{};
    if (kept) values[place] = std::move(value);
    if (place.size() > longest_place) return false;
    open_.push_back({std::move(place), {}, 0, is_array, kept});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<level> open_;
};

SDKT_INLINE config_object config_object::read(const std::filesystem::path& path) {
  const std::string text = sdkt::detail::read_small_file(path, 4'000'000);
  sdkt::detail::refuse_other_kinds(text, path);
  config_reader reader;
  const bool complete = sdkt::detail::read_json(text, reader);
  config_object result{path.string(), std::make_shared<const values_t>(std::move(reader.values)), {""}};
  if (!complete) result.refuse(reader.problem, "download it again");
  if (result.values_->at("").type != kind::object) result.refuse("is not a JSON object", "download it again");
  return result;
}

SDKT_INLINE bool config_object::has(const std::string& name) const {
  const config_value* value = find(name);
  return value != nullptr && value->type != kind::null;
}

SDKT_INLINE bool config_object::is_null(const std::string& name) const {
  const config_value* value = find(name);
  return value != nullptr && value->type == kind::null;
}

SDKT_INLINE config_object config_object::member(const std::string& name) const {
  if (has(name) && find(name)->type != kind::object) refuse_field(name, "is not an object");
  return {file_, values_, {place(places_.front(), name)}};
}

SDKT_INLINE config_object config_object::overridden_by(const config_object& other) const {
  std::vector<std::string> places = other.places_;
  places.insert(places.end(), places_.begin(), places_.end());
  return {file_, values_, std::move(places)};
}

SDKT_INLINE std::int64_t config_object::integer(const std::string& name, std::int64_t otherwise) const {
  if (!has(name)) return otherwise;
  constexpr std::uint64_t largest = 1ULL << 32;
  const config_value& value = *find(name);
  if (value.type == kind::whole && value.size <= largest) return static_cast<std::int64_t>(value.size);
  refuse_field(name, "is " + value.shown + ", not a whole number in range");
}

SDKT_INLINE double config_object::number(const std::string& name, double otherwise) const {
  if (!has(name)) return otherwise;
  if (!is_number(*find(name))) refuse_field(name, "is " + find(name)->shown + ", not a number");
  return find(name)->number;
}

SDKT_INLINE bool config_object::boolean(const std::string& name, bool otherwise) const {
  if (!has(name)) return otherwise;
  if (find(name)->type == kind::boolean) return find(name)->number > 0;
  refuse_field(name, "is " + find(name)->shown + ", not true or false");
}

SDKT_INLINE std::string config_object::text(const std::string& name, const std::string& otherwise) const {
  if (!has(name)) return otherwise;
  if (find(name)->type == kind::text) return find(name)->text;
  refuse_field(name, "is " + find(name)->shown + ", not a string");
}

SDKT_INLINE std::array<double, 3> config_object::three(const std::string& name,
                                                       std::array<double, 3> otherwise) const {
  if (!has(name)) return otherwise;
  if (is_number(*find(name))) {
    otherwise.fill(find(name)->number);
    return otherwise;
  }
  for (std::size_t index = 0; index < otherwise.size(); ++index) {
    const config_value* value = find(name + "." + std::to_string(index));
    if (find(name)->type != kind::array || find(name)->size != 3 || value == nullptr || !is_number(*value)) {
      refuse_field(name, "is " + find(name)->shown + ", not three numbers");
    }
    otherwise[index] = value->number;
  }
  return otherwise;
}

SDKT_INLINE std::optional<std::int64_t> config_object::side(const std::string& name) const {
  if (!has(name)) return std::nullopt;
  if (find(name)->type != kind::object && find(name)->type != kind::array) return integer(name, 0);
  std::optional<std::int64_t> result;
  for (const auto& [inner, value] : member_values(name)) {
    const std::int64_t length = integer(inner, 0);
    if (result && *result != length)
      refuse_field(name, "is " + value->shown + " in one direction, but only square images are supported");
    result = length;
  }
  return result;
}

SDKT_INLINE void config_object::expect_usual(const std::string& name, std::string_view usual) const {
  if (!has(name)) return;
  const config_value& value = *find(name);
  const bool is_false = value.type == kind::boolean && !(value.number > 0);
  if (is_false || (value.type == kind::text && value.text == usual)) return;
  refuse_field(name, "is " + value.shown + ", which is not supported");
}

SDKT_INLINE std::vector<std::pair<std::string, const config_value*>> config_object::member_values(
    const std::string& name) const {
  const std::string start = place_of(name).append(".");
  std::vector<std::pair<std::string, const config_value*>> result;
  for (auto found = values_->lower_bound(start); found != values_->end(); ++found) {
    if (found->first.compare(0, start.size(), start) != 0) break;
    const std::string inner = found->first.substr(start.size());
    result.emplace_back(name.empty() ? inner : name + "." + inner, &found->second);
  }
  return result;
}

SDKT_INLINE void config_object::refuse(std::string_view what, std::string_view remedy) const {
  throw format_error{file_, sdkt::detail::shown_text(what), remedy};
}

SDKT_INLINE void config_object::refuse_field(const std::string& name, std::string_view what,
                                             std::string_view remedy) const {
  throw format_error{file_, sdkt::detail::shown_text(place_of(name).append(" ").append(what)), remedy};
}

SDKT_INLINE config_object::config_object(std::string file, std::shared_ptr<const values_t> values,
                                         std::vector<std::string> places)
    : file_{std::move(file)}, values_{std::move(values)}, places_(std::move(places)) {}

SDKT_INLINE bool config_object::is_number(const config_value& value) {
  return value.type == kind::whole || value.type == kind::number;
}

SDKT_INLINE std::string config_object::place(const std::string& outer, const std::string& name) {
  if (outer.empty() || name.empty()) return outer + name;
  return outer + "." + name;
}

SDKT_INLINE std::string config_object::place_of(const std::string& name) const {
  for (const std::string& outer : places_) {
    if (values_->count(place(outer, name)) > 0) return place(outer, name);
  }
  return place(places_.back(), name);
}

SDKT_INLINE const config_value* config_object::find(const std::string& name) const {
  const auto found = values_->find(place_of(name));
  return found == values_->end() ? nullptr : &found->second;
}

}  // namespace sdkt::clip::detail
