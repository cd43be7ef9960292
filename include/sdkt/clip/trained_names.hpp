// SPDX-License-Identifier: MIT
//
// Which named weights of a CLIP train: predicates for trainer_options::trains_only.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/base/error.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::clip {

namespace detail {

/// The number of the block that a weight belongs to; -1 if it belongs to none.
inline std::int64_t block_of(std::string_view name) noexcept {
  constexpr std::string_view before = ".encoder.layers.";
  const std::size_t place = name.find(before);
  if (place == std::string_view::npos) return -1;
  const std::string_view rest = name.substr(place + before.size());
  std::int64_t block = -1;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), block);
  return problem == std::errc{} ? block : -1;
}

}  // namespace detail

/// The biases alone.
///
/// Source: BitFit (arXiv 2106.10199).
/// Example: trainer.options.trains_only = sdkt::clip::biases();
inline trained_slices::name_predicate biases() {
  return [](std::string_view name) { return name.ends_with(".bias"); };
}

/// The last k blocks of each tower, with what follows them: final norm and projection.
///
/// Errors: setting_error if a tower has fewer blocks, or k is below 1.
/// Example: trainer.options.trains_only = sdkt::clip::last_blocks(model.architecture(), 4);
inline trained_slices::name_predicate last_blocks(const architecture& numbers, std::int64_t k) {
  const std::int64_t image_layers = numbers.image.layers;
  const std::int64_t text_layers = numbers.text.layers;
  if (k < 1 || k > image_layers || k > text_layers) {
    throw setting_error{"clip::last_blocks",
                        "the last " + std::to_string(k) + " blocks of towers with " +
                            std::to_string(image_layers) + " and " + std::to_string(text_layers),
                        "ask for at least 1 and at most as many as the smaller tower has"};
  }
  return [=](std::string_view name) {
    const std::int64_t block = detail::block_of(name);
    if (block < 0)
      return name.find(".embeddings.") == std::string_view::npos && !name.starts_with("vision_model.pre_");
    return block >= (name.starts_with("vision_model") ? image_layers : text_layers) - k;
  };
}

}  // namespace sdkt::clip
