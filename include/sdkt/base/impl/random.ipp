// SPDX-License-Identifier: MIT
//
// Definitions of random.hpp.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<std::uint32_t> random_permutation(std::uint32_t size, const random_key& key) {
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0U);
  random_stream random{key};
  for (std::uint32_t left = size; left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
  return order;
}

}  // namespace sdkt::detail
