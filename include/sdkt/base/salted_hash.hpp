// SPDX-License-Identifier: MIT
//
// A hash for tables whose keys come from untrusted files.
#pragma once

#include <cstddef>
#include <cstdint>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Hashes numbers differently in every run of the program, so that nobody can craft a file whose keys all
/// collide. For tables that are only looked up, never iterated: their order differs from run to run.
struct salted_hash {
  std::size_t operator()(std::uint64_t key) const noexcept;

 private:
  static std::uint64_t drawn() noexcept;

  static inline const std::uint64_t salt = drawn();
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/salted_hash.ipp>
#endif
