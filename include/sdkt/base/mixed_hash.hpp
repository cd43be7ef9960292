// SPDX-License-Identifier: MIT
//
// Hashes of keys that consist of several numbers.
#pragma once

#include <cstdint>

namespace sdkt::detail {

/// A hash with one more number in it; every bit of both changes the result.
constexpr std::uint64_t mixed_hash(std::uint64_t hash, std::uint64_t number) noexcept {
  hash = (hash ^ number) * 0xD6E8FEB86659FD93ULL;
  return hash ^ (hash >> 32U);
}

}  // namespace sdkt::detail
