// SPDX-License-Identifier: MIT
//
// Definitions of split_names.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/split_names.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::detail {

/// A name in lower case without additions that do not name a part: "Train_Images", "train-set" and
/// "train2017" become "train".
SDKT_INLINE std::string bare_split_name(std::string_view folder) {
  constexpr std::array<std::string_view, 10> fillers{"images", "image",   "imgs",  "img",  "dataset",
                                                     "data",   "samples", "split", "sets", "set"};
  constexpr std::string_view separators = "_-. 0123456789";
  std::string name = in_lower_case(std::string{folder});
  const auto trim = [&] {
    const std::size_t first = std::min(name.find_first_not_of(separators), name.size());
    name.erase(0, first);
    name.erase(name.find_last_not_of(separators) + 1);
  };
  trim();
  for (bool has_changed = true; has_changed;) {
    has_changed = false;
    for (const std::string_view filler : fillers) {
      if (name.size() <= filler.size()) continue;
      const std::size_t rest = name.size() - filler.size();
      const bool ends = name.ends_with(filler);
      const bool begins =
          name.starts_with(filler) && separators.find(name[filler.size()]) != std::string::npos;
      if (!ends && !begins) continue;
      name.erase(ends ? rest : 0, filler.size());
      trim();
      has_changed = true;
    }
  }
  return name;
}

SDKT_INLINE std::optional<split_part> split_of(std::string_view folder) {
  const std::string name = bare_split_name(folder);
  if (name == "train" || name == "training" || name == "trn") return split_part::train;
  if (name == "val" || name == "valid" || name == "validation" || name == "validate" || name == "dev")
    return split_part::validation;
  if (name == "test" || name == "testing" || name == "tst") return split_part::test;
  return std::nullopt;
}

SDKT_INLINE bool is_plain_split(std::string_view folder) {
  return folder == "train" || folder == "val" || folder == "valid" || folder == "validation" ||
         folder == "test";
}

}  // namespace sdkt::detail
