// SPDX-License-Identifier: MIT
//
// Values as JSON text. Writing needs no document tree, which saves the time to compile one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A JSON string with its quotes. Each byte that is not UTF-8 becomes U+FFFD, so that the result is readable.
std::string json_string(std::string_view text);

/// A number that reads back as the same double; null if the value is not finite.
[[nodiscard]] std::string json_number(double value);
[[nodiscard]] inline std::string json_number(std::int64_t value) { return std::to_string(value); }

/// A JSON array on one line. The values must already be JSON.
std::string json_array(const std::vector<std::string>& values);

/// A JSON object from names and values, indented by `depth` levels. The values must already be JSON.
std::string json_object(const std::vector<std::pair<std::string, std::string>>& fields,
                        std::size_t depth = 0);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/json_text.ipp>
#endif
