// SPDX-License-Identifier: MIT
//
// A JSON file whose every value remembers where it was written, so that a mistake in it can be pointed
// at.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include <sdkt/error.hpp>
#include <sdkt/stream/text_file.hpp>

namespace sdkt {

struct located_member;

/// One JSON value and the byte of the file that it starts at.
struct located_value {
  using list = std::vector<located_value>;
  using members = std::vector<located_member>;

  std::variant<std::monostate, bool, std::int64_t, double, std::string, list, members> value;
  std::size_t offset = 0;

  const std::int64_t* whole_number() const { return std::get_if<std::int64_t>(&value); }
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const list* items() const { return std::get_if<list>(&value); }
  const members* object() const { return std::get_if<members>(&value); }

  /// The member of an object with that name; null if there is none, or if this is no object.
  const located_value* find(std::string_view name) const;

  /// What the value is, for sentences: "a list of 3", "the number 7", "the text \"cat\"".
  std::string described() const;
};

/// A name and a value of an object.
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
  if (const auto* number = whole_number()) return "the number " + std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) {
    return "the number " + nlohmann::json(*number).dump();
  }
  if (const auto* string = text()) {
    const bool printable =
        std::all_of(string->begin(), string->end(), [](char c) { return (c & 0xE0) != 0; });
    return string->size() > 40 || !printable ? "a text of " + std::to_string(string->size()) + " characters"
                                             : "the text \"" + *string + "\"";
  }
  if (const auto* all = items()) return "a list of " + std::to_string(all->size());
  if (object() != nullptr) return "an object";
  return "null";
}

namespace detail {

/// Reads characters and keeps count, because the parser's events do not say where they happen.
class counting_iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  counting_iterator(const char* at, const char** reached) : at_{at}, reached_{reached} {}

  reference operator*() const { return *at_; }
  counting_iterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  counting_iterator operator++(int) {
    const counting_iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const counting_iterator& a, const counting_iterator& b) { return a.at_ == b.at_; }
  friend bool operator!=(const counting_iterator& a, const counting_iterator& b) { return a.at_ != b.at_; }

 private:
  const char* at_;
  const char** reached_;
};

/// "FILE, line 3, column 14" for a byte of a text; columns count characters.
inline std::string text_position(std::string_view file, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view row = before.substr(before.rfind('\n') + 1);
  const auto column = 1 + std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return std::string{file} + ", line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds located values from the events of nlohmann's parser.
class located_builder {
 public:
  located_builder(std::string_view file, std::string_view text)
      : file_{file}, text_{text}, reached_{text.data()} {}

  const char** reached() { return &reached_; }
  located_value take() { return std::move(root_); }

  bool null() { return add(std::monostate{}, word_start()); }
  bool boolean(bool truth) { return add(truth, word_start()); }
  bool number_integer(std::int64_t number) { return add(number, word_start()); }
  bool number_unsigned(std::uint64_t number) {
    constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number > limit) return add(static_cast<double>(number), word_start());
    return add(static_cast<std::int64_t>(number), word_start());
  }
  bool number_float(double number, const std::string&) { return add(number, word_start()); }
  bool string(std::string& text) { return add(std::move(text), string_start()); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_array(std::size_t) { return open(located_value::list{}); }
  bool start_object(std::size_t) { return open(located_value::members{}); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    std::get<located_value::members>(open_.back()->value).push_back({std::move(name), {}});
    return true;
  }
  bool end_object() {
    std::vector<std::string_view> names;
    for (const located_member& member : *open_.back()->object()) names.push_back(member.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) return close();
    throw format_error{text_position(file_, text_, open_.back()->offset),
                       "the name \"" + std::string{*twice} + "\" occurs twice in the object that begins here",
                       "keep one of them"};
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    // nlohmann says "[kind] parse error at line 1, column 2: syntax error while parsing X - REASON".
    std::string reason = error.what();
    if (const auto colon = reason.find(": "); colon != std::string::npos) reason.erase(0, colon + 2);
    if (const auto last = reason.find("; last read"); last != std::string::npos) {
      const auto expected = reason.find("; expected", last);
      reason.erase(last, expected == std::string::npos ? expected : expected - last);
    }
    std::replace(reason.begin(), reason.end(), ';', ',');
    throw format_error{text_position(file_, text_, position > 0 ? position - 1 : 0),
                       "malformed JSON: " + reason, "correct it there"};
  }

 private:
  static constexpr std::size_t max_depth = 64;

  std::size_t offset_of(const char* at) const { return static_cast<std::size_t>(at - text_.data()); }

  /// Where the number or word ends that was just read; the parser has read one character beyond a number.
  std::size_t word_start() const {
    const auto is_word = [](char c) {
      return std::string_view{"+-.eE0123456789"}.find(c) != std::string_view::npos || (c >= 'a' && c <= 'z');
    };
    std::size_t at = offset_of(reached_);
    while (at > 0 && !is_word(text_[at - 1])) --at;
    while (at > 0 && is_word(text_[at - 1])) --at;
    return at;
  }

  /// Where the string begins whose closing quote was just read: at the last quote that is not escaped.
  std::size_t string_start() const {
    std::size_t at = offset_of(reached_) - 1;
    while (at > 0) {
      at = text_.rfind('"', at - 1);
      std::size_t escapes = 0;
      while (escapes < at && text_[at - 1 - escapes] == '\\') ++escapes;
      if (escapes % 2 == 0) break;
    }
    return at;
  }

  located_value* place() {
    if (open_.empty()) return &root_;
    if (auto* items = std::get_if<located_value::list>(&open_.back()->value)) return &items->emplace_back();
    return &std::get<located_value::members>(open_.back()->value).back().value;
  }

  template <class Value>
  bool add(Value&& value, std::size_t offset) {
    located_value* target = place();
    target->value = std::forward<Value>(value);
    target->offset = offset;
    return true;
  }

  template <class Container>
  bool open(Container container) {
    located_value* target = place();
    target->value = std::move(container);
    target->offset = offset_of(reached_) - 1;
    if (open_.size() == max_depth) {
      throw format_error{text_position(file_, text_, target->offset),
                         "lists and objects are nested more than " + std::to_string(max_depth) + " deep",
                         "write it with fewer levels"};
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
  const char* reached_;
  located_value root_;
  std::vector<located_value*> open_;
};

}  // namespace detail

/// A parsed JSON file.
///
/// Errors: file_error for a file that cannot be read; format_error, with line and column, for malformed
/// JSON, a name that occurs twice in one object, or nesting beyond 64.
/// Cost: about 50 bytes a value beside its text.
class located_json {
 public:
  explicit located_json(const std::filesystem::path& file) : located_json{file.string(), read_text(file)} {}
  /// Parses a text that was read from `file`, which is only named.
  located_json(std::string file, std::string text) : file_{std::move(file)}, text_{std::move(text)} {
    detail::located_builder builder{file_, text_};
    const char* const first = text_.data();
    nlohmann::json::sax_parse(detail::counting_iterator{first, builder.reached()},
                              detail::counting_iterator{first + text_.size(), builder.reached()}, &builder);
    root_ = builder.take();
  }

  const located_value& root() const noexcept { return root_; }
  const std::string& file() const noexcept { return file_; }

  /// "FILE, line 3, column 14": where a value of this file is.
  std::string where(const located_value& value) const {
    return detail::text_position(file_, text_, value.offset);
  }

 private:
  std::string file_;
  std::string text_;
  located_value root_;
};

}  // namespace sdkt
