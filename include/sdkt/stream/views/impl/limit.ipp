// SPDX-License-Identifier: MIT
//
// Definitions of limit.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/stream/views/limit.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<sample> few_of_each(const std::vector<sample>& samples, std::size_t num_classes,
                                            std::size_t count, std::uint64_t seed,
                                            const std::string& task_name) {
  std::vector<std::vector<std::size_t>> entries(num_classes);
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    entries[static_cast<std::size_t>(samples[entry].label)].push_back(entry);
  }
  std::vector<bool> is_kept(samples.size(), true);
  for (std::size_t label = 0; label < num_classes; ++label) {
    const std::vector<std::size_t>& own = entries[label];
    if (own.size() <= count) continue;
    const auto order = random_permutation(static_cast<std::uint32_t>(own.size()),
                                          key_of(view_draw::few_images, seed, task_name, label));
    for (std::size_t place = count; place < own.size(); ++place) is_kept[own[order[place]]] = false;
  }
  std::vector<sample> kept;
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    if (is_kept[entry]) kept.push_back(samples[entry]);
  }
  return kept;
}

}  // namespace sdkt::detail
