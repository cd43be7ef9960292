// SPDX-License-Identifier: MIT
//
// Definitions of vocabulary_json.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>
#include <sdkt/clip/tokenizer/vocabulary_json.hpp>
#include <sdkt/text/json_events.hpp>
#include <sdkt/text/text_place.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE std::pair<std::string, std::string> split_merge(std::string_view line, const std::string& place) {
  const std::size_t space = line.find(' ');
  if (space == 0 || space == std::string_view::npos || space + 1 == line.size() ||
      line.find(' ', space + 1) != std::string_view::npos) {
    throw format_error{place,
                       "expected a merge (two tokens separated by one space) but got " + in_quotes(line),
                       "use the merges of a CLIP tokenizer"};
  }
  return {std::string{line.substr(0, space)}, std::string{line.substr(space + 1)}};
}

/// Sets the id of a token. Rejects a second, different id.
SDKT_INLINE void add_token(raw_vocabulary& raw, const std::string& token, std::int32_t id,
                           const std::string& where) {
  const auto [entry, inserted] = raw.ids.emplace(token, id);
  if (!inserted && entry->second != id) {
    throw format_error{where,
                       "the token " + in_quotes(token) + " has the ids " + std::to_string(entry->second) +
                           " and " + std::to_string(id),
                       "list every token once"};
  }
}

/// Collects tokens and merges from the events of read_json. Skips everything else in a file.
class vocabulary_reader : public sdkt::detail::json_handler {
 public:
  vocabulary_reader(raw_vocabulary& raw, json_layout layout, const std::string& where, std::string_view text)
      : raw_{raw}, layout_{layout}, where_{where}, text_{text} {}

  bool null() override { return other("null"); }
  bool boolean(bool) override { return other("true or false"); }
  bool number_integer(std::int64_t) override { return other("a negative number"); }
  bool number_float(double, std::string_view) override { return other("a fractional number"); }
  bool number_unsigned(std::uint64_t number) override {
    if (!holds_id()) return other("a number");
    if (number > std::uint64_t{std::numeric_limits<std::int32_t>::max()})
      return other("the number " + std::to_string(number));
    const auto id = static_cast<std::int32_t>(number);
    if (in_added_token()) {
      added_id_ = id;
    } else {
      add_token(raw_, path_.back(), id, where_);
    }
    return true;
  }
  bool string(std::string& text) override {
    if (in_added_token() && path_.back() == "content") {
      added_content_ = text;
    } else if (in_merges() && path_.size() == 3) {
      raw_.merges.push_back(split_merge(text, place_of_merge()));
    } else if (in_merges() && path_.size() == 4) {
      pair_.push_back(text);
    } else {
      return other("a string");
    }
    return true;
  }

  bool start_object() override {
    if (in_model("merges")) refuse("expected tokens in a merge but got an object");
    return open("an object");
  }
  bool start_array() override {
    if (path_.empty()) return other("an array");
    if (in_model("vocab")) refuse("expected an object of tokens but got an array");
    if (in_merges() && path_.size() > 3) return other("an array");
    pair_.clear();
    return open("an array");
  }
  bool key(std::string& name) override {
    path_.back() = name;
    return true;
  }
  bool end_object() override {
    if (is_tokenizer() && path_.size() == 3 && path_[0] == "added_tokens") {
      if (added_id_ < 0 || added_content_.empty()) refuse("an added token lacks its id or its content");
      add_token(raw_, added_content_, added_id_, where_);
      added_id_ = -1;
      added_content_.clear();
    }
    path_.pop_back();
    return true;
  }
  bool end_array() override {
    if (in_merges() && path_.size() == 4) {
      if (pair_.size() != 2) refuse(place_of_merge() + " is not two tokens");
      raw_.merges.emplace_back(std::move(pair_[0]), std::move(pair_[1]));
    }
    path_.pop_back();
    return true;
  }
  void syntax_error(std::size_t byte, std::string_view expected) override {
    refuse("parse error at " + sdkt::detail::text_place(text_, byte) + ": expected " + std::string{expected});
  }

 private:
  static constexpr std::size_t deepest = 64;

  bool is_tokenizer() const { return layout_ == json_layout::tokenizer_json; }
  bool in_added_token() const { return is_tokenizer() && path_.size() == 3 && path_[0] == "added_tokens"; }
  bool in_model(std::string_view part) const {
    return is_tokenizer() && path_.size() >= 2 && path_[0] == "model" && path_[1] == part;
  }
  bool in_merges() const { return path_.size() >= 3 && in_model("merges"); }
  /// Whether the value at the current path is a token's id.
  bool holds_id() const {
    if (!is_tokenizer()) return path_.size() == 1;
    if (in_added_token()) return path_[2] == "id";
    return path_.size() == 3 && path_[0] == "model" && path_[1] == "vocab";
  }
  std::string place_of_merge() const { return where_ + ": merge " + std::to_string(raw_.merges.size() + 1); }

  [[noreturn]] void refuse(const std::string& what) const {
    throw format_error{where_, what, "download the tokenizer's files again"};
  }
  /// Ignores a value that is not part of a token or merge; throws if one was expected here.
  bool other(const std::string& got) const {
    if (path_.empty()) refuse("expected an object but got " + got);
    if (holds_id()) {
      refuse("expected an id, a whole number in [0, 2^31), for " + in_quotes(path_.back()) + " but got " +
             got);
    }
    if (in_merges()) refuse("expected tokens in a merge but got " + got);
    return true;
  }
  bool open(const std::string& what) {
    if (!path_.empty() && holds_id()) return other(what);
    if (path_.size() == deepest) refuse("lists and objects are nested more than 64 deep");
    path_.emplace_back();
    return true;
  }

  raw_vocabulary& raw_;
  json_layout layout_;
  const std::string& where_;
  std::vector<std::string> path_;  ///< the current key for every open object, "" for every open array
  std::vector<std::string> pair_;
  std::string added_content_;
  std::int32_t added_id_ = -1;
  std::string_view text_;
};

SDKT_INLINE void read_vocabulary_json(raw_vocabulary& raw, std::string_view json, json_layout layout,
                                      const std::string& where) {
  vocabulary_reader reader{raw, layout, where, json};
  sdkt::detail::read_json(json, reader);
}

}  // namespace sdkt::clip::detail
