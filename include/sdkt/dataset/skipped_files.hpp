// SPDX-License-Identifier: MIT
//
// What folders and archives hold beside their images, and what is said about it: the one rule for hidden and
// system files.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt {

/// Takes a sentence about what was read otherwise than a user may expect: files that were passed over, paths
/// that were read under a near name. Empty: nobody wants to know.
using note_taker = std::function<void(const std::string&)>;

namespace detail {

/// The suffix of a file's path in lower case: ".jpg". A dot that begins a name begins no suffix.
inline std::string lower_suffix(std::string_view file) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == 0 || dot == std::string_view::npos || name == "..") return {};
  return in_lower_case(std::string{name.substr(dot)});
}

/// The suffixes of files that are taken for images, for sentences.
inline constexpr std::string_view image_suffixes = ".jpg, .jpeg, .png, .bmp or .gif";

/// Whether a file is taken for an image.
inline bool has_image_suffix(std::string_view file) {
  const std::string suffix = lower_suffix(file);
  return suffix == ".jpg" || suffix == ".jpeg" || suffix == ".png" || suffix == ".bmp" || suffix == ".gif";
}

/// Whether a file is an image by its suffix, of a format that is not read.
inline bool has_unread_suffix(std::string_view file) {
  constexpr std::array<std::string_view, 13> unread{".webp", ".tif", ".tiff", ".avif", ".heic",
                                                    ".heif", ".svg", ".jxl",  ".jp2",  ".psd",
                                                    ".jfif", ".ppm", ".tga"};
  return std::find(unread.begin(), unread.end(), lower_suffix(file)) != unread.end();
}

/// Whether the name of a file or folder is hidden (it begins with a dot) or of the kind that operating
/// systems, file managers and network stores leave beside people's files.
inline bool is_hidden_name(std::string_view name) {
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

/// The path up to its first hidden part, that included; empty if it has none.
inline std::string_view hidden_part(std::string_view path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (is_hidden_name(path.substr(begin, end - begin))) return path.substr(0, end);
    begin = end + 1;
  }
  return {};
}

/// The first few of some names, and how many more there are.
template <class Names>
std::string few_of(const Names& names) {
  constexpr std::size_t shown = 5;
  std::string text;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (count < shown) text.append(count > 0 ? ", " : "").append(shown_text(name));
    ++count;
  }
  return count > shown ? text + " and " + std::to_string(count - shown) + " more" : text;
}

/// What a place holds and a list of its images leaves out. A hidden folder counts once, whatever it holds.
class skipped_files {
 public:
  /// Whether a file belongs to the list as far as its name says; if not, it is noted.
  bool takes(const std::string& path) {
    const std::string_view hidden = hidden_part(path);
    if (!hidden.empty()) {
      hidden_.emplace(hidden);
      return false;
    }
    if (has_unread_suffix(path)) unread_.push_back(path);
    return true;
  }

  void add_link(std::string path) { links_.push_back(std::move(path)); }

  bool empty() const { return hidden_.empty() && unread_.empty() && links_.empty(); }

  /// A sentence for each kind.
  std::vector<std::string> sentences() const {
    std::vector<std::string> all;
    const auto say = [&](const auto& names, const std::string& one, const std::string& many) {
      if (names.empty()) return;
      all.push_back("passed over " + std::to_string(names.size()) + " " + (names.size() == 1 ? one : many) +
                    ": " + few_of(names));
    };
    say(hidden_, "hidden or system file or folder", "hidden or system files and folders");
    say(unread_, "image of a format that is not read (convert it to JPEG or PNG)",
        "images of formats that are not read (convert them to JPEG or PNG)");
    say(links_, "link to a folder or to nothing", "links to folders or to nothing");
    return all;
  }

 private:
  std::set<std::string, std::less<>> hidden_;
  std::vector<std::string> unread_, links_;
};

}  // namespace detail

}  // namespace sdkt
