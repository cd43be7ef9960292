// SPDX-License-Identifier: MIT
//
// Files other than images in folders and archives, and notes about them. Has the rule for hidden and system
// files.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt {

/// Receives sentences about what a user may not expect: files that were skipped, paths that were read under a
/// near name. An empty function discards them.
using note_taker = std::function<void(const std::string&)>;

namespace detail {

/// The suffix of a file's path in lower case: ".jpg". A dot at the start of a name does not begin a suffix.
std::string lower_suffix(std::string_view file);

/// The suffixes of image files, for messages.
inline constexpr std::string_view image_suffixes = ".jpg, .jpeg, .png, .bmp or .gif";

/// Whether a file has the suffix of an image.
bool has_image_suffix(std::string_view file);

/// Whether the name of a file or folder is hidden (begins with a dot) or one of those that operating systems,
/// file managers and network storage leave among users' files.
bool is_hidden_name(std::string_view name);

/// The path up to and including its first hidden part; empty if it has none.
std::string_view hidden_part(std::string_view path);

/// The first few of some names, and the number of further names.
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

/// The files in a place that the list of its images omits. A hidden folder counts once.
class skipped_files {
 public:
  /// Whether a file belongs to the list according to its name. If not, the file is recorded.
  bool takes(const std::string& path);

  void add_link(std::string path) { links_.push_back(std::move(path)); }

  bool empty() const { return hidden_.empty() && unread_.empty() && links_.empty(); }

  /// One sentence per kind of omitted file.
  std::vector<std::string> sentences() const;

 private:
  std::set<std::string, std::less<>> hidden_;
  std::vector<std::string> unread_, links_;
};

}  // namespace detail

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/skipped_files.ipp>
#endif
