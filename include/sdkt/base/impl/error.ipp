// SPDX-License-Identifier: MIT
//
// Definitions of error.hpp.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt {

SDKT_INLINE error::error(std::string_view where, std::string_view what, std::string_view remedy)
    : std::runtime_error{sentence(where, what, remedy)} {}

SDKT_INLINE std::string error::sentence(std::string_view where, std::string_view what,
                                        std::string_view remedy) {
  std::string text;
  if (!where.empty()) text.append(where).append(": ");
  text.append(what);
  if (!remedy.empty()) text.append("; ").append(remedy);
  return detail::one_line(text);
}

}  // namespace sdkt
