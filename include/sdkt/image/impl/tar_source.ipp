// SPDX-License-Identifier: MIT
//
// Definitions of tar_source.hpp.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/image/tar_source.hpp>

namespace sdkt {

SDKT_INLINE std::string tar_source::where(const std::string& name) const {
  return archive_.path().string() + '(' + detail::shown_text(name) + ')';
}

}  // namespace sdkt
