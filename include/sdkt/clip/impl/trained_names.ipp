// SPDX-License-Identifier: MIT
//
// Definitions of trained_names.hpp.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/trained_names.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE std::int64_t block_of(std::string_view name) noexcept {
  constexpr std::string_view before = ".encoder.layers.";
  const std::size_t place = name.find(before);
  if (place == std::string_view::npos) return -1;
  const std::string_view rest = name.substr(place + before.size());
  std::int64_t block = -1;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), block);
  return problem == std::errc{} ? block : -1;
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE trained_slices::name_predicate biases() {
  return [](std::string_view name) { return name.ends_with(".bias"); };
}

SDKT_INLINE trained_slices::name_predicate last_blocks(const architecture& numbers, std::int64_t k) {
  const std::int64_t image_layers = numbers.image.layers;
  const std::int64_t text_layers = numbers.text.layers;
  if (k < 1 || k > image_layers || k > text_layers) {
    throw setting_error{"clip::last_blocks",
                        "the last " + std::to_string(k) + " blocks of towers with " +
                            std::to_string(image_layers) + " and " + std::to_string(text_layers),
                        "use at least 1 and at most the number of blocks of the smaller tower"};
  }
  return [=](std::string_view name) {
    const std::int64_t block = detail::block_of(name);
    if (block < 0)
      return name.find(".embeddings.") == std::string_view::npos && !name.starts_with("vision_model.pre_");
    return block >= (name.starts_with("vision_model") ? image_layers : text_layers) - k;
  };
}

}  // namespace sdkt::clip
