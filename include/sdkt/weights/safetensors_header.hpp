// SPDX-License-Identifier: MIT
//
// Parses the JSON header of a safetensors file without a document tree, and checks every number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/json_events.hpp>

namespace sdkt::weights {

/// One tensor of a safetensors file; `begin` and `end` count bytes from the end of the header.
struct safetensors_entry {
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

}  // namespace sdkt::weights

namespace sdkt::detail {

/// The size of an element in bytes; 0 for a type that the format does not have.
std::uint64_t safetensors_element_size(std::string_view dtype);

/// Receives the JSON events of the header. An event returns false to stop; `problem` is then the reason.
///
/// Memory: at most 24 times the size of the header.
class safetensors_header_reader : public json_handler {
 public:
  std::map<std::string, weights::safetensors_entry> entries;
  std::map<std::string, std::string> metadata;
  std::string problem;

  bool null() override { return wrong("null"); }
  bool boolean(bool) override { return wrong("true or false"); }
  bool number_integer(std::int64_t) override { return wrong("a negative number"); }
  bool number_float(double, std::string_view) override { return wrong("a number with a fraction"); }
  bool number_unsigned(std::uint64_t number) override;
  bool string(std::string& text) override;
  bool start_object() override;
  bool key(std::string& text) override;
  bool end_object() override;
  bool start_array() override;
  bool end_array() override;
  void syntax_error(std::size_t byte, std::string_view expected) override;

 private:
  enum class place { nothing, file, metadata, tensor, numbers };

  std::string subject() const;
  bool wrong(std::string_view what);
  bool stop(std::string why);

  place place_ = place::nothing;
  bool has_metadata_ = false;
  std::string name_;
  std::string field_;
  std::vector<std::string> seen_;
  std::vector<std::int64_t> numbers_;
  weights::safetensors_entry entry_;
};

/// The reason why the entries do not fill `data_size` bytes exactly; empty if they do.
std::string safetensors_problem(const std::map<std::string, weights::safetensors_entry>& entries,
                                std::uint64_t data_size);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/safetensors_header.ipp>
#endif
