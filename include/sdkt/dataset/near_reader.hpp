// SPDX-License-Identifier: MIT
//
// Which file a listed path means when no file has exactly its name: one rule for all paths of a list.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/near_names.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::detail {

/// Reads the paths of a list by near names in one source.
///
/// A file fits a path that differs in slashes, the case of letters, the form of accents, blanks at the ends
/// of names and .jpeg for .jpg. Where no file fits and the list may be moved, the images may also be a folder
/// further up or down than the list says; that is decided once, so that no two paths lose different folders.
class near_reader {
 public:
  explicit near_reader(std::shared_ptr<const image_source> source) : names_{std::move(source)} {}

  /// The files that fit a path, a few at most: one is the file, several are for a sentence.
  std::vector<std::string> find(const std::string& path, bool may_move) {
    if (path.find("://") != std::string::npos && !path.starts_with("file:")) return {};
    std::vector<std::string> found = fits_of(near_parts(path), may_move);
    has_found_ = has_found_ || found.size() == 1;
    return found;
  }

  /// Whether a path has been read so: from then on the list is not moved.
  bool has_found() const { return has_found_; }

 private:
  using parts = near_names::parts;

  std::vector<std::string> fits_of(const parts& wanted, bool may_move) {
    if (!taken_off_.empty() || !put_before_.empty()) return names_.find(moved(wanted));
    std::vector<std::string> found = names_.find(wanted);
    if (!found.empty() || !may_move) return found;
    for (std::size_t count = 1; count < wanted.size(); ++count) {
      const auto middle = wanted.begin() + static_cast<std::ptrdiff_t>(count);
      found = names_.find(parts{middle, wanted.end()});
      if (found.size() == 1) taken_off_.assign(wanted.begin(), middle);
      if (!found.empty()) return found;
    }
    const std::vector<parts> above = names_.folders_above(wanted);
    for (const parts& each : above) {
      parts longer = each;
      longer.insert(longer.end(), wanted.begin(), wanted.end());
      for (std::string& name : names_.find(longer)) found.push_back(std::move(name));
    }
    if (above.size() == 1 && found.size() == 1) put_before_ = above.front();
    return found;
  }

  /// The parts of a path where the images are; none if the path does not begin as the others do.
  parts moved(const parts& wanted) const {
    if (wanted.size() <= taken_off_.size() ||
        !std::equal(taken_off_.begin(), taken_off_.end(), wanted.begin())) {
      return {};
    }
    parts there = put_before_;
    there.insert(there.end(), wanted.begin() + static_cast<std::ptrdiff_t>(taken_off_.size()), wanted.end());
    return there;
  }

  near_names names_;
  parts taken_off_, put_before_;
  bool has_found_ = false;
};

/// What may be the matter with a path that no file has, as the end of a sentence; empty if nothing shows.
inline std::string hint_about(const std::string& path, const std::vector<std::string>& near) {
  if (!near.empty()) {
    std::string names;
    for (const std::string& name : near) names += (names.empty() ? "" : ", ") + shown_text(name);
    return (near.size() == 1 ? ", and a file is called nearly so: "
                             : ", and several files are called nearly so: ") +
           names;
  }
  if (path.starts_with("file:") || path.find("://") != std::string::npos) {
    return ": it is a URL, and a list holds paths";
  }
  if (!is_utf8(path)) return ", and its bytes are not UTF-8, as the names of files usually are";
  return {};
}

}  // namespace sdkt::detail
