// SPDX-License-Identifier: MIT
//
// Definitions of csv_reader.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/text/csv_reader.hpp>

namespace sdkt::text {

SDKT_INLINE bool csv_reader::next() {
  if (place_ == text_.size()) return false;
  first_line_ = line_;
  std::size_t count = 0;
  do {
    if (count == max_fields)
      fail("has more than " + std::to_string(max_fields) + " fields", detail::restore_file);
    if (count == fields_.size()) fields_.emplace_back();
    read_field(fields_[count++]);
  } while (take(','));
  if (!take('\n')) fail("ends in the middle of a line", "it is truncated: restore it");
  ++line_;
  fields_.resize(count);
  if (width_ == 0) width_ = count;
  if (count == width_) return true;
  fail("has " + std::to_string(count) + " fields, but the first line has " + std::to_string(width_),
       detail::restore_file);
}

SDKT_INLINE std::optional<double> csv_reader::optional_loss(std::size_t field) const {
  if (fields_[field].empty()) return std::nullopt;
  return static_cast<double>(number<float>(field));
}

SDKT_INLINE void csv_reader::fail(std::string_view what, std::string_view remedy) const {
  throw format_error{file_ + ", line " + std::to_string(first_line_), what, remedy};
}

SDKT_INLINE bool csv_reader::take(char letter) {
  if (place_ == text_.size() || text_[place_] != letter) return false;
  ++place_;
  return true;
}

SDKT_INLINE void csv_reader::read_field(std::string& field) {
  field.clear();
  if (!take('"')) {
    const std::size_t end = std::min(text_.find_first_of(",\"\n", place_), text_.size());
    field.assign(text_.substr(place_, end - place_));
    place_ = end;
    if (place_ < text_.size() && text_[place_] == '"')
      fail("has a quote inside a field", detail::restore_file);
    return;
  }
  while (true) {
    const std::size_t end = text_.find('"', place_);
    if (end == std::string_view::npos) fail("has a quote that is never closed", detail::restore_file);
    field.append(text_.substr(place_, end - place_));
    place_ = end + 1;
    if (!take('"')) break;
    field += '"';
  }
  for (const char letter : field) line_ += letter == '\n' ? 1 : 0;
}

}  // namespace sdkt::text
