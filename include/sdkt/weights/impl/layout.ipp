// SPDX-License-Identifier: MIT
//
// Definitions of layout.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt {

SDKT_INLINE std::size_t weight_layout::add(std::string name, std::vector<std::int64_t> shape) {
  std::int64_t numel = 1;
  for (const std::int64_t size : shape) numel *= size;
  const bool is_new = index_.emplace(name, slices_.size()).second;
  Expects(is_new && numel > 0);
  slices_.push_back({std::move(name), std::move(shape), size_, numel});
  size_ += (numel + alignment - 1) / alignment * alignment;
  return slices_.size() - 1;
}

SDKT_INLINE std::int64_t weight_layout::num_parameters() const noexcept {
  std::int64_t sum = 0;
  for (const auto& slice : slices_) sum += slice.numel;
  return sum;
}

SDKT_INLINE std::optional<std::size_t> weight_layout::find(std::string_view name) const {
  const auto found = index_.find(std::string{name});
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

}  // namespace sdkt
