// SPDX-License-Identifier: MIT
//
// Definitions of class_checks.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/stream/class_checks.hpp>

namespace sdkt::detail {

SDKT_INLINE void refuse_label(const std::string& where, std::int64_t label, std::size_t num_classes) {
  throw data_error{where,
                   "expected a label from 0 to " + std::to_string(num_classes - 1) + " for " +
                       std::to_string(num_classes) + " classes, got " + std::to_string(label),
                   "number the classes from 0 in the order of their names"};
}

SDKT_INLINE void expect_prompts(const std::string& where, std::size_t num_prompts, std::size_t num_classes,
                                std::string_view remedy) {
  if (num_prompts == num_classes) return;
  throw data_error{where,
                   "expected " + std::to_string(num_classes) + " prompts, one per class, got " +
                       std::to_string(num_prompts),
                   remedy};
}

}  // namespace sdkt::detail
