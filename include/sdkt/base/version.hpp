// SPDX-License-Identifier: MIT
//
// The version of sdkt. The build checks that these numbers equal the project's version.
#pragma once

#include <string_view>

namespace sdkt {

inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

/// "major.minor.patch", as recorded in a run folder.
inline constexpr std::string_view version = "0.1.0";

}  // namespace sdkt
