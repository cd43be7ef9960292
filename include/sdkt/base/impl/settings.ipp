// SPDX-License-Identifier: MIT
//
// Definitions of settings.hpp.
#pragma once

#include <string_view>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>

namespace sdkt {

SDKT_INLINE void setting_list::set(std::string_view name, setting_value value) {
  for (auto& [known, current] : values_) {
    if (known == name) {
      current = std::move(value);
      return;
    }
  }
  values_.emplace_back(name, std::move(value));
}

SDKT_INLINE const setting_value* setting_list::find(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return &value;
  }
  return nullptr;
}

}  // namespace sdkt
