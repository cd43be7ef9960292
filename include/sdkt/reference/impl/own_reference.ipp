// SPDX-License-Identifier: MIT
//
// Definitions of own_reference.hpp.
#pragma once

#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/reference/own_reference.hpp>

namespace sdkt::detail {

SDKT_INLINE const std::vector<sample>& no_samples() {
  static const std::vector<sample> none;
  return none;
}

}  // namespace sdkt::detail
