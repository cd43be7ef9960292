// SPDX-License-Identifier: MIT
//
// Definitions of salted_hash.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/random.h>

#include <sdkt/base/mixed_hash.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/salted_hash.hpp>

namespace sdkt::detail {

SDKT_INLINE std::size_t salted_hash::operator()(std::uint64_t key) const noexcept {
  return static_cast<std::size_t>(mixed_hash(mixed_hash(salt, key), salt));
}

SDKT_INLINE std::uint64_t salted_hash::drawn() noexcept {
  std::uint64_t word = 0;
  // If the kernel provides no random numbers, the address of this variable is all that differs between runs.
  if (::getentropy(&word, sizeof word) != 0) word = reinterpret_cast<std::uintptr_t>(&word);
  return word;
}

}  // namespace sdkt::detail
