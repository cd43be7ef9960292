// SPDX-License-Identifier: MIT
//
// Which reference images the distance to the pre-trained model is measured on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt {

/// At most `count` of a pool's images, in the order of the pool: all of it if it has no more, else each image
/// equally likely, so that a pool sorted by class gives images of all classes.
///
/// Random: a pure function of (seed, random_purpose::distance_sample, number of images); with a larger count
/// more join them.
inline std::vector<sample> distance_sample(const std::vector<sample>& pool, std::int64_t count,
                                           std::uint64_t seed) {
  if (static_cast<std::int64_t>(pool.size()) <= count) return pool;
  std::vector<std::uint32_t> places = random_permutation(
      static_cast<std::uint32_t>(pool.size()), {.seed = seed, .purpose = random_purpose::distance_sample});
  places.resize(static_cast<std::size_t>(count));
  std::sort(places.begin(), places.end());
  std::vector<sample> drawn;
  drawn.reserve(places.size());
  for (const std::uint32_t place : places) drawn.push_back(pool[place]);
  return drawn;
}

}  // namespace sdkt
