// SPDX-License-Identifier: MIT
//
// Definitions of distance_sample.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/distance_sample.hpp>

namespace sdkt::evaluate {

SDKT_INLINE std::vector<sample> distance_sample(const std::vector<sample>& pool, std::int64_t count,
                                                std::uint64_t seed) {
  if (static_cast<std::int64_t>(pool.size()) <= count) return pool;
  std::vector<std::uint32_t> places = detail::random_permutation(
      static_cast<std::uint32_t>(pool.size()), {.seed = seed, .purpose = random_purpose::distance_sample});
  places.resize(static_cast<std::size_t>(count));
  std::sort(places.begin(), places.end());
  std::vector<sample> drawn;
  drawn.reserve(places.size());
  for (const std::uint32_t place : places) drawn.push_back(pool[place]);
  return drawn;
}

}  // namespace sdkt::evaluate
