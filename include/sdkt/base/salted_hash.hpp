// SPDX-License-Identifier: MIT
//
// A hash for tables whose keys somebody else chooses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/random.h>

namespace sdkt::detail {

/// Hashes numbers in another way in every run of the program, so that no file can be made whose keys all meet
/// in one place of a table. For tables that are only asked: the order in them differs from run to run.
struct salted_hash {
  std::size_t operator()(std::uint64_t key) const noexcept {
    std::uint64_t word = (key ^ salt) * 0x9E3779B97F4A7C15ULL;
    word = (word ^ (word >> 32U) ^ salt) * 0xD6E8FEB86659FD93ULL;
    return static_cast<std::size_t>(word ^ (word >> 32U));
  }

 private:
  static std::uint64_t drawn() noexcept {
    std::uint64_t word = 0;
    // Without the kernel's numbers, where the program was loaded to is all that differs.
    if (::getentropy(&word, sizeof word) != 0) word = reinterpret_cast<std::uintptr_t>(&word);
    return word;
  }

  static inline const std::uint64_t salt = drawn();
};

}  // namespace sdkt::detail
