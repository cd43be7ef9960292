// SPDX-License-Identifier: MIT
//
// nlohmann_json's reader behind one function, so that a program compiles it once and not for every kind of
// file.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace sdkt::detail {

/// Receives a JSON text piece by piece; a member returns false to stop.
using json_handler = nlohmann::json_sax<nlohmann::json>;

/// Whether the text was read to its end without a stop; invalid UTF-8 and anything after the value are
/// errors.
///
/// Cost: no document tree; memory is what the handler keeps.
inline bool read_json(std::string_view text, json_handler& handler) {
  return nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &handler);
}

}  // namespace sdkt::detail
