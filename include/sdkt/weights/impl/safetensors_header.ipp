// SPDX-License-Identifier: MIT
//
// Definitions of safetensors_header.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/weights/safetensors_header.hpp>

namespace sdkt::detail {

SDKT_INLINE std::uint64_t safetensors_element_size(std::string_view dtype) {
  struct type_size {
    std::string_view name;
    std::uint64_t bytes;
  };
  constexpr type_size types[] = {{"F32", 4}, {"F16", 2},    {"BF16", 2},    {"F64", 8},     {"I64", 8},
                                 {"I32", 4}, {"I16", 2},    {"I8", 1},      {"U64", 8},     {"U32", 4},
                                 {"U16", 2}, {"U8", 1},     {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"BOOL", 1},
                                 {"C64", 8}, {"F8_E8M0", 1}};
  for (const auto& type : types) {
    if (type.name == dtype) return type.bytes;
  }
  return 0;
}

/// The largest number of axes that LibTorch's operators accept; real tensors have fewer.
inline constexpr std::size_t safetensors_max_axes = 64;

SDKT_INLINE bool safetensors_header_reader::number_unsigned(std::uint64_t number) {
  if (place_ != place::numbers) return wrong("a number");
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return stop(subject() + " has the number " + std::to_string(number) + ", which does not fit in 63 bits");
  }
  if (numbers_.size() == safetensors_max_axes) {
    return stop(subject() + " has more than " + std::to_string(safetensors_max_axes) + " numbers");
  }
  numbers_.push_back(static_cast<std::int64_t>(number));
  return true;
}

SDKT_INLINE bool safetensors_header_reader::string(std::string& text) {
  if (place_ == place::metadata && !field_.empty()) {
    metadata[field_] = std::move(text);
    return true;
  }
  if (place_ != place::tensor || field_ != "dtype") return wrong("a string");
  entry_.dtype = std::move(text);
  return true;
}

SDKT_INLINE bool safetensors_header_reader::start_object() {
  if (place_ == place::nothing)
    place_ = place::file;
  else if (place_ == place::file && name_ == "__metadata__")
    place_ = place::metadata;
  else if (place_ == place::file)
    place_ = place::tensor;
  else
    return wrong("an object");
  entry_ = {};
  seen_.clear();
  field_.clear();
  return true;
}

SDKT_INLINE bool safetensors_header_reader::key(std::string& text) {
  if (place_ == place::file) {
    if (entries.count(text) > 0 || (text == "__metadata__" && has_metadata_)) {
      return stop("has two entries named \"" + text + "\"");
    }
    has_metadata_ = has_metadata_ || text == "__metadata__";
    name_ = std::move(text);
    return true;
  }
  if (place_ == place::tensor && text != "dtype" && text != "shape" && text != "data_offsets") {
    return stop("tensor \"" + name_ + "\" has an unknown field \"" + text + "\"");
  }
  const bool twice = place_ == place::metadata ? metadata.count(text) > 0
                                               : std::find(seen_.begin(), seen_.end(), text) != seen_.end();
  if (twice) return stop("\"" + name_ + "\" has the field \"" + text + "\" twice");
  if (place_ == place::tensor) seen_.push_back(text);
  field_ = std::move(text);
  return true;
}

SDKT_INLINE bool safetensors_header_reader::end_object() {
  if (place_ == place::tensor) {
    if (seen_.size() != 3) return stop("tensor \"" + name_ + "\" lacks its dtype, shape or data_offsets");
    entries.emplace(name_, std::move(entry_));
  }
  place_ = place_ == place::file ? place::nothing : place::file;
  return true;
}

SDKT_INLINE bool safetensors_header_reader::start_array() {
  if (place_ != place::tensor || field_ == "dtype") return wrong("an array");
  numbers_.clear();
  place_ = place::numbers;
  return true;
}

SDKT_INLINE bool safetensors_header_reader::end_array() {
  place_ = place::tensor;
  if (field_ == "shape") {
    entry_.shape = numbers_;
    return true;
  }
  if (numbers_.size() != 2) return stop("tensor \"" + name_ + "\" has data_offsets that are not two numbers");
  entry_.begin = static_cast<std::uint64_t>(numbers_[0]);
  entry_.end = static_cast<std::uint64_t>(numbers_[1]);
  return true;
}

SDKT_INLINE void safetensors_header_reader::syntax_error(std::size_t byte, std::string_view expected) {
  problem = "is not valid JSON at byte " + std::to_string(byte) + " of its header, where " +
            std::string{expected} + " was expected";
}

SDKT_INLINE std::string safetensors_header_reader::subject() const {
  if (place_ == place::nothing) return "the header";
  return (name_ == "__metadata__" ? "\"" : "tensor \"") + name_ + "\"" +
         (field_.empty() ? "" : ", " + field_ + ",");
}

SDKT_INLINE bool safetensors_header_reader::wrong(std::string_view what) {
  return stop(subject() + " has " + std::string{what} + ", which is not allowed there");
}

SDKT_INLINE bool safetensors_header_reader::stop(std::string why) {
  problem = std::move(why);
  return false;
}

SDKT_INLINE std::string safetensors_problem(const std::map<std::string, weights::safetensors_entry>& entries,
                                            std::uint64_t data_size) {
  std::vector<std::pair<const weights::safetensors_entry*, const std::string*>> order;
  order.reserve(entries.size());
  for (const auto& [name, entry] : entries) {
    const std::uint64_t element = safetensors_element_size(entry.dtype);
    if (element == 0) return "tensor \"" + name + "\" has the unknown dtype \"" + entry.dtype + "\"";
    // Count an axis of size 0 as 1, as LibTorch does for strides, whose size in bytes must fit in 63 bits.
    auto stride = static_cast<std::int64_t>(element);
    bool overflows = false;
    bool empty = false;
    for (const std::int64_t size : entry.shape) {
      overflows = __builtin_mul_overflow(stride, std::max<std::int64_t>(size, 1), &stride) || overflows;
      empty = empty || size == 0;
    }
    const std::uint64_t bytes = empty ? 0 : static_cast<std::uint64_t>(stride);
    if (overflows) return "tensor \"" + name + "\" has a shape whose product overflows";
    if (entry.begin > entry.end || entry.end > data_size) {
      return "tensor \"" + name + "\" is at bytes " + std::to_string(entry.begin) + " to " +
             std::to_string(entry.end) + " of " + std::to_string(data_size) +
             (entry.begin > entry.end ? "" : ": the file is truncated");
    }
    if (entry.end - entry.begin != bytes) {
      return "tensor \"" + name + "\" has " + std::to_string(entry.end - entry.begin) +
             " bytes, but its shape and dtype need " + std::to_string(bytes);
    }
    order.emplace_back(&entry, &name);
  }
  std::sort(order.begin(), order.end(), [](const auto& left, const auto& right) {
    return std::pair{left.first->begin, left.first->end} < std::pair{right.first->begin, right.first->end};
  });
  std::uint64_t place = 0;
  for (const auto& [entry, name] : order) {
    if (entry->begin > place) return "has a hole before tensor \"" + *name + "\"";
    if (entry->begin < place) return "tensor \"" + *name + "\" overlaps the one before it";
    place = entry->end;
  }
  if (place != data_size) return "has " + std::to_string(data_size - place) + " bytes after the last tensor";
  return {};
}

}  // namespace sdkt::detail
