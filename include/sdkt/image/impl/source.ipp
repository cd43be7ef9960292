// SPDX-License-Identifier: MIT
//
// Definitions of source.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt {

SDKT_INLINE std::vector<std::byte> folder_source::read(const std::string& name) const {
  const detail::input_file file{root_ / name};
  return file.copy(0, file.size());
}

SDKT_INLINE bool folder_source::contains(const std::string& name) const {
  std::error_code ignored;
  return std::filesystem::is_regular_file(root_ / name, ignored);
}

SDKT_INLINE std::string folder_source::where(const std::string& name) const {
  return detail::shown_text(path_of(name).string());
}

}  // namespace sdkt
