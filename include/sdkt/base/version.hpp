// SPDX-License-Identifier: MIT
//
// Which sdkt this is. The build checks that these numbers and the project's version are the same.
#pragma once

#include <string_view>

namespace sdkt {

inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

/// "major.minor.patch", as a run folder records it.
inline constexpr std::string_view version = "0.1.0";

}  // namespace sdkt
