// SPDX-License-Identifier: MIT
//
// Definitions of merge.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/stream/views/merge.hpp>

namespace sdkt::detail {

SDKT_INLINE void append_relabelled(std::vector<sample>& all, const std::vector<sample>& samples,
                                   const std::vector<std::int64_t>& labels) {
  for (sample one : samples) {
    one.label = labels[static_cast<std::size_t>(one.label)];
    all.push_back(std::move(one));
  }
}

}  // namespace sdkt::detail
