// SPDX-License-Identifier: MIT
//
// Definitions of compared_texts.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/step/compared_texts.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<std::int64_t> labels_of(const std::vector<sample>& samples) {
  std::vector<std::int64_t> labels;
  labels.reserve(samples.size());
  for (const auto& image : samples) {
    if (image.label < 0) return {};
    labels.push_back(image.label);
  }
  return labels;
}

SDKT_INLINE std::pair<std::vector<std::string>, std::vector<std::int64_t>> distinct_texts(
    const std::vector<std::string>& texts) {
  std::pair<std::vector<std::string>, std::vector<std::int64_t>> result;
  std::unordered_map<std::string, std::int64_t> places;
  for (const auto& text : texts) {
    const auto [known, is_new] = places.emplace(text, static_cast<std::int64_t>(places.size()));
    if (is_new) result.first.push_back(text);
    result.second.push_back(known->second);
  }
  return result;
}

}  // namespace sdkt::detail
