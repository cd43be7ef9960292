// SPDX-License-Identifier: MIT
//
// Definitions of architecture.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt::clip {

SDKT_INLINE void check_architecture(const std::string& where, const architecture& numbers) {
  const auto check = [&](const char* name, std::int64_t value, std::int64_t largest) {
    if (value >= 1 && value <= largest) return;
    throw setting_error{where, std::string{name} + " is " + std::to_string(value),
                        "give a whole number from 1 to " + std::to_string(largest)};
  };
  const auto check_tower = [&](const std::string& name, const tower_options& tower) {
    check((name + " width").c_str(), tower.width, 1 << 16);
    check((name + " layers").c_str(), tower.layers, 1 << 10);
    check((name + " heads").c_str(), tower.heads, tower.width);
    check((name + " mlp_width").c_str(), tower.mlp_width, 1 << 20);
    if (tower.width % tower.heads == 0) return;
    throw setting_error{where,
                        name + " width " + std::to_string(tower.width) + " is not a multiple of its " +
                            std::to_string(tower.heads) + " heads",
                        "correct one of them"};
  };
  check("image_size", numbers.image_size, 1 << 14);
  check("patch_size", numbers.patch_size, numbers.image_size);
  check("context_length", numbers.context_length, 1 << 16);
  check("vocabulary_size", numbers.vocabulary_size, 1 << 24);
  check("embedding_size", numbers.embedding_size, 1 << 16);
  check_tower("image", numbers.image);
  check_tower("text", numbers.text);
  if (!(numbers.layer_norm_eps > 0 && numbers.layer_norm_eps < 1)) {
    throw setting_error{where, "layer_norm_eps is " + std::to_string(numbers.layer_norm_eps),
                        "give a number between 0 and 1"};
  }
  if (numbers.image_size % numbers.patch_size != 0) {
    throw setting_error{where,
                        "image_size " + std::to_string(numbers.image_size) +
                            " is not a multiple of patch_size " + std::to_string(numbers.patch_size),
                        "correct one of them"};
  }
  for (const double deviation : numbers.image_std) {
    if (!(deviation > 0))
      throw setting_error{where, "image_std has a value that is not above 0", "correct it"};
  }
  for (const double mean : numbers.image_mean) {
    if (!std::isfinite(mean))
      throw setting_error{where, "image_mean has a value that is not finite", "correct it"};
  }
  if (!(numbers.rescale_factor > 0 && std::isfinite(numbers.rescale_factor)))
    throw setting_error{where, "rescale_factor is not a number above 0", "correct it"};
  image::check_view_options(where, numbers.view);
}

}  // namespace sdkt::clip

namespace sdkt::clip::detail {

SDKT_INLINE affine_slices add_affine(weight_layout& table, const std::string& name,
                                     std::vector<std::int64_t> shape) {
  const std::int64_t rows = shape.front();
  const std::size_t weight = table.add(name + ".weight", std::move(shape));
  return {weight, table.add(name + ".bias", {rows})};
}

SDKT_INLINE std::vector<block_slices> add_blocks(weight_layout& table, const std::string& tower,
                                                 const tower_options& options) {
  const std::int64_t width = options.width;
  std::vector<block_slices> blocks;
  for (std::int64_t layer = 0; layer < options.layers; ++layer) {
    const std::string name = tower + ".encoder.layers." + std::to_string(layer);
    block_slices block;
    block.norm1 = add_affine(table, name + ".layer_norm1", {width});
    block.in_proj = add_affine(table, name + ".self_attn.in_proj", {3 * width, width});
    block.out_proj = add_affine(table, name + ".self_attn.out_proj", {width, width});
    block.norm2 = add_affine(table, name + ".layer_norm2", {width});
    block.fc1 = add_affine(table, name + ".mlp.fc1", {options.mlp_width, width});
    block.fc2 = add_affine(table, name + ".mlp.fc2", {width, options.mlp_width});
    blocks.push_back(block);
  }
  return blocks;
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE clip_layout make_layout(const architecture& numbers) {
  check_architecture("clip::make_layout", numbers);
  clip_layout layout;
  weight_layout& table = layout.table;
  const std::int64_t patch = numbers.patch_size;

  const std::string vision = "vision_model";
  image_slices& image = layout.image;
  image.class_embedding = table.add(vision + ".embeddings.class_embedding", {numbers.image.width});
  image.patch_embedding =
      table.add(vision + ".embeddings.patch_embedding.weight", {numbers.image.width, 3, patch, patch});
  image.position_embedding = table.add(vision + ".embeddings.position_embedding.weight",
                                       {numbers.image_positions(), numbers.image.width});
  image.pre_norm = detail::add_affine(table, vision + ".pre_layrnorm", {numbers.image.width});
  image.blocks = detail::add_blocks(table, vision, numbers.image);
  image.post_norm = detail::add_affine(table, vision + ".post_layernorm", {numbers.image.width});
  image.projection = table.add("visual_projection.weight", {numbers.embedding_size, numbers.image.width});
  layout.towers.image = {0, table.size()};

  text_slices& text = layout.text;
  text.token_embedding = table.add("text_model.embeddings.token_embedding.weight",
                                   {numbers.vocabulary_size, numbers.text.width});
  text.position_embedding = table.add("text_model.embeddings.position_embedding.weight",
                                      {numbers.context_length, numbers.text.width});
  text.blocks = detail::add_blocks(table, "text_model", numbers.text);
  text.final_norm = detail::add_affine(table, "text_model.final_layer_norm", {numbers.text.width});
  text.projection = table.add("text_projection.weight", {numbers.embedding_size, numbers.text.width});
  layout.towers.text = {layout.towers.image.end, table.size()};

  layout.logit_scale = table.add("logit_scale", {});
  layout.towers.logit_scale = {layout.towers.text.end, table.size()};
  return layout;
}

}  // namespace sdkt::clip
