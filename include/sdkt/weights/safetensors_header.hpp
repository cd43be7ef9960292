// SPDX-License-Identifier: MIT
//
// The JSON header of a safetensors file: parsed without a document tree, every number checked.
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
#include <sdkt/text/json_events.hpp>

namespace sdkt {

/// One tensor of a safetensors file; `begin` and `end` count bytes from the end of the header.
struct safetensors_entry {
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

namespace detail {

/// Bytes of one element, 0 for a type that the format does not have.
inline std::uint64_t safetensors_element_size(std::string_view dtype) {
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

/// More axes than any tensor has; LibTorch's operators take no more.
inline constexpr std::size_t safetensors_max_axes = 64;

/// Receives the header's JSON piece by piece. A member returns false to stop; `problem` then says why.
///
/// Memory: at most 24 times the header.
class safetensors_header_reader : public json_handler {
 public:
  std::map<std::string, safetensors_entry> entries;
  std::map<std::string, std::string> metadata;
  std::string problem;

  bool null() override { return wrong("null"); }
  bool boolean(bool) override { return wrong("true or false"); }
  bool number_integer(std::int64_t) override { return wrong("a negative number"); }
  bool number_float(double, std::string_view) override { return wrong("a number with a fraction"); }
  bool number_unsigned(std::uint64_t number) override {
    if (place_ != place::numbers) return wrong("a number");
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return stop(subject() + " has the number " + std::to_string(number) + ", beyond 63 bits");
    }
    if (numbers_.size() == safetensors_max_axes) {
      return stop(subject() + " has more than " + std::to_string(safetensors_max_axes) + " numbers");
    }
    numbers_.push_back(static_cast<std::int64_t>(number));
    return true;
  }
  bool string(std::string& text) override {
    if (place_ == place::metadata && !field_.empty()) {
      metadata[field_] = std::move(text);
      return true;
    }
    if (place_ != place::tensor || field_ != "dtype") return wrong("a text");
    entry_.dtype = std::move(text);
    return true;
  }
  bool start_object() override {
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
  bool key(std::string& text) override {
    if (place_ == place::file) {
      if (entries.count(text) > 0 || (text == "__metadata__" && has_metadata_)) {
        return stop("has two entries called \"" + text + "\"");
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
  bool end_object() override {
    if (place_ == place::tensor) {
      if (seen_.size() != 3) return stop("tensor \"" + name_ + "\" lacks its dtype, shape or data_offsets");
      entries.emplace(name_, std::move(entry_));
    }
    place_ = place_ == place::file ? place::nothing : place::file;
    return true;
  }
  bool start_array() override {
    if (place_ != place::tensor || field_ == "dtype") return wrong("an array");
    numbers_.clear();
    place_ = place::numbers;
    return true;
  }
  bool end_array() override {
    place_ = place::tensor;
    if (field_ == "shape") {
      entry_.shape = numbers_;
      return true;
    }
    if (numbers_.size() != 2)
      return stop("tensor \"" + name_ + "\" has data_offsets that are not two numbers");
    entry_.begin = static_cast<std::uint64_t>(numbers_[0]);
    entry_.end = static_cast<std::uint64_t>(numbers_[1]);
    return true;
  }
  void syntax_error(std::size_t byte, std::string_view expected) override {
    problem = "is not valid JSON at byte " + std::to_string(byte) + " of its header, where " +
              std::string{expected} + " was expected";
  }

 private:
  enum class place { nothing, file, metadata, tensor, numbers };

  std::string subject() const {
    if (place_ == place::nothing) return "the header";
    return (name_ == "__metadata__" ? "\"" : "tensor \"") + name_ + "\"" +
           (field_.empty() ? "" : ", " + field_ + ",");
  }
  bool wrong(std::string_view what) {
    return stop(subject() + " has " + std::string{what} + " where none belongs");
  }
  bool stop(std::string why) {
    problem = std::move(why);
    return false;
  }

  place place_ = place::nothing;
  bool has_metadata_ = false;
  std::string name_;
  std::string field_;
  std::vector<std::string> seen_;
  std::vector<std::int64_t> numbers_;
  safetensors_entry entry_;
};

/// Why the entries do not fill `data_size` bytes exactly, or nothing.
inline std::string safetensors_problem(const std::map<std::string, safetensors_entry>& entries,
                                       std::uint64_t data_size) {
  std::vector<std::pair<const safetensors_entry*, const std::string*>> order;
  order.reserve(entries.size());
  for (const auto& [name, entry] : entries) {
    const std::uint64_t element = safetensors_element_size(entry.dtype);
    if (element == 0) return "tensor \"" + name + "\" has the unknown dtype \"" + entry.dtype + "\"";
    // An axis of 0 makes no product small: LibTorch computes strides, in bytes of 63 bits, as if it were 1.
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
      return "tensor \"" + name + "\" lies at bytes " + std::to_string(entry.begin) + " to " +
             std::to_string(entry.end) + " of " + std::to_string(data_size) +
             (entry.begin > entry.end ? "" : ": the file is cut off");
    }
    if (entry.end - entry.begin != bytes) {
      return "tensor \"" + name + "\" has " + std::to_string(entry.end - entry.begin) +
             " bytes where its shape and dtype need " + std::to_string(bytes);
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

}  // namespace detail
}  // namespace sdkt
