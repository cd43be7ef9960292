// SPDX-License-Identifier: MIT
//
// The reference images on which the distance to the pre-trained model is measured.
#pragma once

#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt::evaluate {

/// At most `count` images of a pool, in the order of the pool: the whole pool if it has no more. Otherwise
/// every image is equally likely, so a pool sorted by class gives images of all classes.
///
/// Random: a pure function of (seed, random_purpose::distance_sample, number of images); a
/// larger count only adds images.
[[nodiscard]] std::vector<sample> distance_sample(const std::vector<sample>& pool, std::int64_t count,
                                                  std::uint64_t seed);

}  // namespace sdkt::evaluate

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/distance_sample.ipp>
#endif
