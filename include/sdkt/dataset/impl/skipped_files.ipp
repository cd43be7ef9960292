// SPDX-License-Identifier: MIT
//
// Definitions of skipped_files.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string lower_suffix(std::string_view file) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == 0 || dot == std::string_view::npos || name == "..") return {};
  return in_lower_case(std::string{name.substr(dot)});
}

SDKT_INLINE bool has_image_suffix(std::string_view file) {
  const std::string suffix = lower_suffix(file);
  return suffix == ".jpg" || suffix == ".jpeg" || suffix == ".png" || suffix == ".bmp" || suffix == ".gif";
}

/// Whether a file has the suffix of an image format that is not supported.
SDKT_INLINE bool has_unread_suffix(std::string_view file) {
  constexpr std::array<std::string_view, 13> unread{".webp", ".tif", ".tiff", ".avif", ".heic",
                                                    ".heif", ".svg", ".jxl",  ".jp2",  ".psd",
                                                    ".jfif", ".ppm", ".tga"};
  return std::find(unread.begin(), unread.end(), lower_suffix(file)) != unread.end();
}

SDKT_INLINE bool is_hidden_name(std::string_view name) {
  constexpr std::array<std::string_view, 16> system{"__macosx",
                                                    "@eadir",
                                                    "@recycle",
                                                    "@recently-snapshot",
                                                    "@tmp",
                                                    "#recycle",
                                                    "#snapshot",
                                                    "$recycle.bin",
                                                    "recycler",
                                                    "system volume information",
                                                    "lost+found",
                                                    "network trash folder",
                                                    "temporary items",
                                                    "desktop.ini",
                                                    "thumbs.db",
                                                    "ehthumbs.db"};
  if (name.empty() || name == "." || name == "..") return false;
  if (name.front() == '.') return true;
  return std::find(system.begin(), system.end(), in_lower_case(std::string{name})) != system.end();
}

SDKT_INLINE std::string_view hidden_part(std::string_view path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (is_hidden_name(path.substr(begin, end - begin))) return path.substr(0, end);
    begin = end + 1;
  }
  return {};
}

SDKT_INLINE bool skipped_files::takes(const std::string& path) {
  const std::string_view hidden = hidden_part(path);
  if (!hidden.empty()) {
    hidden_.emplace(hidden);
    return false;
  }
  if (has_unread_suffix(path)) unread_.push_back(path);
  return true;
}

SDKT_INLINE std::vector<std::string> skipped_files::sentences() const {
  std::vector<std::string> all;
  const auto say = [&](const auto& names, const std::string& one, const std::string& many) {
    if (names.empty()) return;
    all.push_back("skipped " + std::to_string(names.size()) + " " + (names.size() == 1 ? one : many) + ": " +
                  few_of(names));
  };
  say(hidden_, "hidden or system file or folder", "hidden or system files and folders");
  say(unread_, "image of an unsupported format (convert it to JPEG or PNG)",
      "images of unsupported formats (convert them to JPEG or PNG)");
  say(links_, "link to a folder or broken link", "links to folders or broken links");
  return all;
}

}  // namespace sdkt::detail
