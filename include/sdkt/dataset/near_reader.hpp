// SPDX-License-Identifier: MIT
//
// Finds the file that a listed path means if no file has exactly its name: one rule for all paths of a list.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/near_names.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::detail {

/// Finds the files of listed paths by near names in one source.
///
/// A file matches a path that differs only in slashes, the case of letters, the form of accents, blanks at
/// the ends of names, and .jpeg for .jpg. If no file matches and the list may be moved, the images may also
/// be some folders further up, or one folder further down, than in the list. This is decided once, so that
/// all paths are moved in the same way.
class near_reader {
 public:
  explicit near_reader(std::shared_ptr<const image_source> source) : names_{std::move(source)} {}

  /// The files that match a path, a few at most. One file is the result; several are for an error message.
  [[nodiscard]] std::vector<std::string> find(const std::string& path, bool may_move);

  /// Whether a path has been found by near names. From then on the list is not moved.
  bool has_found() const { return has_found_; }

 private:
  using parts = near_names::parts;

  std::vector<std::string> fits_of(const parts& wanted, bool may_move);

  /// The parts of a path after the move; empty if the path does not begin like the others.
  parts moved(const parts& wanted) const;

  near_names names_;
  parts taken_off_, put_before_;
  bool has_found_ = false;
};

/// A hint why no file has a path, as the end of a sentence; empty if no reason is found.
std::string hint_about(const std::string& path, const std::vector<std::string>& near);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/near_reader.ipp>
#endif
