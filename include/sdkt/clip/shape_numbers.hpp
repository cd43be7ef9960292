// SPDX-License-Identifier: MIT
//
// Derives an architecture from the shapes of open_clip's tensors.
#pragma once

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/weight_source.hpp>

namespace sdkt::clip::detail {

/// The architecture that follows from the shapes of open_clip's tensors. Heads are assumed to be 64 wide, as
/// in all published sizes.
architecture architecture_of_shapes(const weight_source& source);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/shape_numbers.ipp>
#endif
