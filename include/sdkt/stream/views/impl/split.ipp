// SPDX-License-Identifier: MIT
//
// Definitions of split.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/stream/views/split.hpp>

namespace sdkt::detail {

SDKT_INLINE void deal(const std::vector<sample>& samples, const std::vector<class_place>& places,
                      std::vector<task_contents>& parts, std::vector<sample> task_contents::*list) {
  for (sample one : samples) {
    const class_place& place = places[static_cast<std::size_t>(one.label)];
    one.label = place.label;
    (parts[place.part].*list).push_back(std::move(one));
  }
}

}  // namespace sdkt::detail
