// SPDX-License-Identifier: MIT
//
// Reads JSON as a sequence of events, without a document tree. Checks the text as RFC 8259 requires.
//
// Headers that only read JSON use this instead of nlohmann_json, whose event reader brings readers of five
// binary formats with it and adds two to three seconds to the compilation of every translation unit. A test
// checks that both accept and reject the same texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Receives the events of a JSON text. An event that returns false stops the reader.
class json_handler {
 public:
  json_handler() = default;
  json_handler(const json_handler&) = default;
  json_handler& operator=(const json_handler&) = default;
  virtual ~json_handler() = default;

  virtual bool null() = 0;
  virtual bool boolean(bool value) = 0;
  virtual bool number_integer(std::int64_t value) = 0;    ///< a whole number that starts with -
  virtual bool number_unsigned(std::uint64_t value) = 0;  ///< any other whole number
  virtual bool number_float(double value, std::string_view digits) = 0;
  virtual bool string(std::string& text) = 0;  ///< may be moved from
  virtual bool key(std::string& text) = 0;     ///< may be moved from
  virtual bool start_object() = 0;
  virtual bool end_object() = 0;
  virtual bool start_array() = 0;
  virtual bool end_array() = 0;
  virtual void syntax_error(std::size_t byte, std::string_view expected) = 0;

  /// The position at which the value of the next event begins, for readers that report positions.
  virtual void value_begins(std::size_t) {}
};

/// Reads a text. Returns true if it was valid to its end and no event stopped the reader.
bool read_json(std::string_view text, json_handler& handler);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/json_events.ipp>
#endif
