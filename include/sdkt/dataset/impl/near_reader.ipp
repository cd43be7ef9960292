// SPDX-License-Identifier: MIT
//
// Definitions of near_reader.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/dataset/near_names.hpp>
#include <sdkt/dataset/near_reader.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<std::string> near_reader::find(const std::string& path, bool may_move) {
  if (path.find("://") != std::string::npos && !path.starts_with("file:")) return {};
  std::vector<std::string> found = fits_of(near_parts(path), may_move);
  has_found_ = has_found_ || found.size() == 1;
  return found;
}

SDKT_INLINE std::vector<std::string> near_reader::fits_of(const parts& wanted, bool may_move) {
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

SDKT_INLINE near_reader::parts near_reader::moved(const parts& wanted) const {
  if (wanted.size() <= taken_off_.size() ||
      !std::equal(taken_off_.begin(), taken_off_.end(), wanted.begin())) {
    return {};
  }
  parts there = put_before_;
  there.insert(there.end(), wanted.begin() + static_cast<std::ptrdiff_t>(taken_off_.size()), wanted.end());
  return there;
}

SDKT_INLINE std::string hint_about(const std::string& path, const std::vector<std::string>& near) {
  if (!near.empty()) {
    std::string names;
    for (const std::string& name : near) names += (names.empty() ? "" : ", ") + shown_text(name);
    return (near.size() == 1 ? ", but a file has a similar name: "
                             : ", but several files have similar names: ") +
           names;
  }
  if (path.starts_with("file:") || path.find("://") != std::string::npos) {
    return ": it is a URL, but a list contains paths";
  }
  if (!is_utf8(path)) return ", and its bytes are not UTF-8, unlike most file names";
  return {};
}

}  // namespace sdkt::detail
