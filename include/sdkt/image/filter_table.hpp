// SPDX-License-Identifier: MIT
//
// The weights for resizing, computed and rounded as in PIL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::detail {

/// The source positions and their weights for each of several consecutive target positions.
struct filter_table {
  struct taps {
    int first = 0;           ///< first source position
    int count = 0;           ///< number of source positions
    std::size_t offset = 0;  ///< of the first weight
  };
  std::vector<taps> positions;
  std::vector<std::int32_t> weights;

  const std::int32_t* weights_of(const taps& position) const { return weights.data() + position.offset; }
};

/// A kernel, and the distance beyond which it is zero, in pixels of the smaller image.
struct filter_kernel {
  double (*value)(double);
  double support;
};

/// The filters for target positions first .. first+count-1 when `source` pixels become `target` pixels.
filter_table filters_of(pixel_filter filter, int source, std::int64_t target, std::int64_t first, int count);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/filter_table.ipp>
#endif
