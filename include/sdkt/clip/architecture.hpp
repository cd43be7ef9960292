// SPDX-License-Identifier: MIT
//
// The numbers that make a CLIP with a vision transformer, and where its tensors lie in the flat weights.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt::clip {

/// quick_gelu is x sigmoid(1.702 x), of OpenAI's weights; gelu is the exact one, of most others.
enum class activation { quick_gelu, gelu };

/// A stack of transformer blocks.
struct tower_options {
  std::int64_t width = 512;
  std::int64_t layers = 12;
  std::int64_t heads = 8;
  std::int64_t mlp_width = 2048;

  bool operator==(const tower_options&) const = default;
};

/// What makes numbers from 0 to 1 of bytes.
inline constexpr double usual_rescale_factor = 1.0 / 255;

/// Everything about a CLIP but its weights and its words. The defaults are those of ViT-B/16.
struct architecture {
  std::int64_t image_size = 224;
  std::int64_t patch_size = 16;
  tower_options image = {.width = 768, .layers = 12, .heads = 12, .mlp_width = 3072};
  std::int64_t context_length = 77;
  std::int64_t vocabulary_size = 49408;
  tower_options text = {.width = 512, .layers = 12, .heads = 8, .mlp_width = 2048};
  std::int64_t embedding_size = 512;
  activation activation_function = activation::quick_gelu;
  double layer_norm_eps = 1e-5;
  view_options view = {};                        ///< how an image becomes the input
  double rescale_factor = usual_rescale_factor;  ///< of its bytes, before mean and deviation
  std::array<double, 3> image_mean = {0.48145466, 0.4578275, 0.40821073};
  std::array<double, 3> image_std = {0.26862954, 0.26130258, 0.27577711};

  /// Patches along a side of the image.
  std::int64_t grid() const noexcept { return image_size / patch_size; }
  /// Positions of the image tower: the patches and the class token.
  std::int64_t image_positions() const noexcept { return grid() * grid() + 1; }

  bool operator==(const architecture&) const = default;
};

/// Throws a setting_error that names `where` unless the numbers make a model.
inline void check_architecture(const std::string& where, const architecture& numbers) {
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
                        name + " width " + std::to_string(tower.width) + " is no multiple of its " +
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
                            " is no multiple of patch_size " + std::to_string(numbers.patch_size),
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
  check_view_options(where, numbers.view);
}

/// A weight and the bias that follows it in the layout.
struct affine_slices {
  std::size_t weight = 0;
  std::size_t bias = 0;
};

/// One transformer block. Queries, keys and values are one product, in that order.
struct block_slices {
  affine_slices norm1;     ///< [D], [D]
  affine_slices in_proj;   ///< [3D, D], [3D]
  affine_slices out_proj;  ///< [D, D], [D]
  affine_slices norm2;     ///< [D], [D]
  affine_slices fc1;       ///< [M, D], [M]
  affine_slices fc2;       ///< [D, M], [D]
};

struct image_slices {
  std::size_t class_embedding = 0;     ///< [D]
  std::size_t patch_embedding = 0;     ///< [D, 3, p, p]
  std::size_t position_embedding = 0;  ///< [grid * grid + 1, D]
  affine_slices pre_norm;
  std::vector<block_slices> blocks;
  affine_slices post_norm;
  std::size_t projection = 0;  ///< [E, D]
};

struct text_slices {
  std::size_t token_embedding = 0;     ///< [V, D]
  std::size_t position_embedding = 0;  ///< [L, D]
  std::vector<block_slices> blocks;
  affine_slices final_norm;
  std::size_t projection = 0;  ///< [E, D]
};

/// The layout of an architecture with every place already looked up.
struct clip_layout {
  weight_layout table;
  tower_ranges towers;
  image_slices image;
  text_slices text;
  std::size_t logit_scale = 0;  ///< []
};

namespace detail {

inline affine_slices add_affine(weight_layout& table, const std::string& name,
                                std::vector<std::int64_t> shape) {
  const std::int64_t rows = shape.front();
  const std::size_t weight = table.add(name + ".weight", std::move(shape));
  return {weight, table.add(name + ".bias", {rows})};
}

inline std::vector<block_slices> add_blocks(weight_layout& table, const std::string& tower,
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

}  // namespace detail

/// The layout of an architecture: image tower with its projection, text tower with its projection, logit
/// scale.
///
/// Names are those of Hugging Face's CLIPModel, except that a block's queries, keys and values are packed
/// into self_attn.in_proj.
inline clip_layout make_layout(const architecture& numbers) {
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
