// SPDX-License-Identifier: MIT
//
// Definitions of tar_links.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/tar_header.hpp>
#include <sdkt/image/tar_links.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string symbolic_target(std::string_view name, std::string_view target) {
  if (target.empty() || target.front() == '/') return {};
  std::string path{name.substr(0, name.rfind('/') + 1)};
  for (bool is_last = false; !is_last;) {
    const std::size_t slash = target.find('/');
    is_last = slash == std::string_view::npos;
    const std::string_view part = target.substr(0, slash);
    if (!is_last) target.remove_prefix(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      path.append(part).append("/");
    } else if (path.empty()) {
      return {};
    } else {
      path.pop_back();
      path.erase(path.rfind('/') + 1);
    }
  }
  if (!path.empty()) path.pop_back();
  return path;
}

}  // namespace sdkt::detail
