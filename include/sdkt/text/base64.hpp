// SPDX-License-Identifier: MIT
//
// Bytes as text (RFC 4648, section 4): the form of an image in JSON and in an HTML page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

std::string base64(std::string_view bytes);

/// The bytes that a text encodes; nothing unless the text is exactly what base64() writes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/base64.ipp>
#endif
