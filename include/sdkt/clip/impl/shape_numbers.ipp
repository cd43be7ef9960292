// SPDX-License-Identifier: MIT
//
// Definitions of shape_numbers.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/shape_numbers.hpp>
#include <sdkt/clip/weight_source.hpp>

namespace sdkt::clip::detail {

/// The number of blocks `beginning`0., `beginning`1. ... that have a tensor.
SDKT_INLINE std::int64_t count_layers(const weight_source& source, const std::string& beginning) {
  std::int64_t layers = 0;
  while (source.contains(beginning + std::to_string(layers) + ".ln_1.weight")) ++layers;
  return layers;
}

SDKT_INLINE architecture architecture_of_shapes(const weight_source& source) {
  if (source.contains("visual.layer1.0.conv1.weight")) {
    throw format_error{source.path().string(), "has a ResNet as its image tower",
                       "use a CLIP with a vision transformer"};
  }
  const auto tower = [&](const std::string& blocks, std::int64_t width) {
    const auto mlp_width = source.shape(blocks + "0.mlp.c_fc.weight", 2)[0];
    return tower_options{.width = width,
                         .layers = count_layers(source, blocks),
                         .heads = std::max<std::int64_t>(width / 64, 1),
                         .mlp_width = mlp_width};
  };
  architecture numbers;
  const auto& patches = source.shape("visual.conv1.weight", 4);
  const auto positions = source.shape("visual.positional_embedding", 2)[0];
  // A tensor without elements can claim any number of rows.
  constexpr std::int64_t largest_side = 1 << 14;
  const auto grid = static_cast<std::int64_t>(
      std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(positions - 1, 0)))));
  if (grid > largest_side || patches[2] > largest_side) {
    throw format_error{source.path().string(),
                       "has an image tower for images of more than 16384 pixels per side",
                       "check that the file is a CLIP"};
  }
  if (grid * grid + 1 != positions || patches[2] != patches[3]) {
    throw format_error{source.path().string(), "has an image tower for images that are not square",
                       "use a CLIP with square images"};
  }
  const auto& words = source.shape("token_embedding.weight", 2);
  numbers.patch_size = patches[2];
  numbers.image_size = grid * patches[2];
  numbers.image = tower("visual.transformer.resblocks.", patches[0]);
  numbers.vocabulary_size = words[0];
  numbers.context_length = source.shape("positional_embedding", 2)[0];
  numbers.text = tower("transformer.resblocks.", words[1]);
  numbers.embedding_size = source.shape("text_projection", 2)[1];
  return numbers;
}

}  // namespace sdkt::clip::detail
