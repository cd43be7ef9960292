// SPDX-License-Identifier: MIT
//
// Definitions of batch_loader.hpp.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>

namespace sdkt::detail {

SDKT_INLINE void expect_positive(const char* setting, std::int64_t value) {
  if (value >= 1) return;
  throw setting_error{"image_loader",
                      "expected " + std::string{setting} + " to be at least 1, got " + std::to_string(value),
                      "set it to 1 or more"};
}

}  // namespace sdkt::detail
