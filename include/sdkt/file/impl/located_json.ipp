// SPDX-License-Identifier: MIT
//
// Definitions of located_json.hpp.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/text/json_events.hpp>
#include <sdkt/text/text_place.hpp>
#include <sdkt/text/whole_number.hpp>

namespace sdkt::file {

SDKT_INLINE double located_number::value() const {
  double number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? number : 0.0;  // too small for a double; the reader rejects too large ones
}

SDKT_INLINE std::optional<std::int64_t> located_value::whole_number() const {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* number = std::get_if<located_number>(&value))
    return detail::whole_number_of(number->digits);
  return std::nullopt;
}

}  // namespace sdkt::file

namespace sdkt::detail {

/// "FILE, line 3, column 14" for a byte of a text; columns count characters.
SDKT_INLINE std::string text_position(std::string_view file, std::string_view text, std::size_t offset) {
  return std::string{file} + ", " + text_place(text, offset);
}

/// Builds located values from the events of a JSON text.
class located_builder final : public json_handler {
 public:
  located_builder(std::string_view file, std::string_view text) : file_{file}, text_{text} {}

  file::located_value take() { return std::move(root_); }

  void value_begins(std::size_t byte) override { begin_ = byte; }
  bool null() override { return add(std::monostate{}); }
  bool boolean(bool truth) override { return add(truth); }
  bool number_integer(std::int64_t number) override { return add(number); }
  bool number_unsigned(std::uint64_t number) override {
    constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return number > limit ? add(file::located_number{std::to_string(number)})
                          : add(static_cast<std::int64_t>(number));
  }
  bool number_float(double, std::string_view digits) override {
    return add(file::located_number{std::string{digits}});
  }
  bool string(std::string& text) override { return add(std::move(text)); }
  bool start_array() override { return open(file::located_value::list{}); }
  bool start_object() override { return open(file::located_value::members{}); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    std::get<file::located_value::members>(open_.back()->value).push_back({std::move(name), {}});
    return true;
  }
  bool end_object() override {
    std::vector<std::string_view> names;
    for (const file::located_member& member : *open_.back()->object()) names.push_back(member.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) return close();
    throw format_error{text_position(file_, text_, open_.back()->offset),
                       "the name \"" + shown_text(*twice) + "\" occurs twice in the object that begins here",
                       "keep one of them"};
  }
  void syntax_error(std::size_t byte, std::string_view expected) override {
    throw format_error{text_position(file_, text_, byte),
                       "malformed JSON: expected " + std::string{expected} + " here", "correct it"};
  }

 private:
  static constexpr std::size_t max_depth = 64;

  file::located_value* place() {
    if (open_.empty()) return &root_;
    if (auto* items = std::get_if<file::located_value::list>(&open_.back()->value))
      return &items->emplace_back();
    return &std::get<file::located_value::members>(open_.back()->value).back().value;
  }

  template <class Value>
  bool add(Value&& value) {
    file::located_value* target = place();
    target->value = std::forward<Value>(value);
    target->offset = begin_;
    return true;
  }

  template <class Container>
  bool open(Container container) {
    file::located_value* target = place();
    target->value = std::move(container);
    target->offset = begin_;
    if (open_.size() == max_depth) {
      throw format_error{text_position(file_, text_, target->offset),
                         "lists and objects are nested more than " + std::to_string(max_depth) + " deep",
                         "use fewer levels"};
    }
    open_.push_back(target);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::string_view file_;
  std::string_view text_;
  std::size_t begin_ = 0;
  file::located_value root_;
  std::vector<file::located_value*> open_;
};

}  // namespace sdkt::detail

namespace sdkt::file {

SDKT_INLINE located_json::located_json(const std::filesystem::path& file)
    : located_json{detail::shown_text(file.string()), read_text(file)} {}

SDKT_INLINE located_json::located_json(std::string file, std::string text)
    : file_{std::move(file)}, text_{std::move(text)} {
  detail::located_builder builder{file_, text_};
  detail::read_json(text_, builder);
  root_ = builder.take();
}

SDKT_INLINE std::string located_json::where(const located_value& value) const {
  return detail::text_position(file_, text_, value.offset);
}

SDKT_INLINE format_error located_json::unexpected(const located_value& value, std::string_view expected,
                                                  std::string_view remedy) const {
  return {where(value), "expected " + std::string{expected} + ", got " + value.described(), remedy};
}

SDKT_INLINE const located_value& located_json::required(const located_value& object, std::string_view name,
                                                        std::string_view remedy) const {
  if (const located_value* found = object.find(name)) return *found;
  const std::string has = object.object() != nullptr ? "the object that begins here" : object.described();
  throw format_error{where(object), has + " has no \"" + std::string{name} + "\"", remedy};
}

}  // namespace sdkt::file
