// SPDX-License-Identifier: MIT
//
// Header-only or compiled: where this translation unit gets the definitions of non-template functions.
//
// x.hpp declares, impl/x.ipp defines.
// Header-only (the target sdkt::sdkt): each header includes its definitions, as inline functions.
// Compiled (the target sdkt::compiled, which defines SDKT_COMPILED): headers only declare. src/sdkt.cpp
// defines SDKT_SOURCE, is compiled once and contains all definitions.
#pragma once

#if defined(SDKT_COMPILED) && !defined(SDKT_SOURCE)
#define SDKT_HAS_DEFINITIONS 0
#else
#define SDKT_HAS_DEFINITIONS 1
#endif

#if defined(SDKT_COMPILED)
#define SDKT_INLINE
#else
#define SDKT_INLINE inline
#endif

#include <cstdio>
#include <cstdlib>

namespace sdkt::detail {

/// The modes of the translation units initialised so far: bit 0 header-only, bit 1 compiled.
inline unsigned modes_of_program = 0;

/// Ends, with status 2, a program that mixes translation units of both modes: each function would exist in
/// two versions.
inline bool enter_mode(unsigned mode) {
  modes_of_program |= mode;
  if (modes_of_program != 3U) return true;
  std::fputs(
      "sdkt: this program mixes files compiled against sdkt::sdkt (header-only) with files compiled against "
      "sdkt::compiled; link the same target everywhere\n",
      stderr);
  std::_Exit(2);
}

#if !defined(SDKT_EITHER_MODE)  // defined by src/cuda/link.cpp, which is built for programs of both modes
#if defined(SDKT_COMPILED)
[[maybe_unused]] static const bool mode_is_agreed = enter_mode(2U);
#else
[[maybe_unused]] static const bool mode_is_agreed = enter_mode(1U);
#endif
#endif

}  // namespace sdkt::detail
