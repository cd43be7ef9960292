// SPDX-License-Identifier: MIT
//
// The numbers that define a CLIP with a vision transformer, and the places of its tensors in the weights.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt::clip {

/// quick_gelu is x sigmoid(1.702 x), used by OpenAI's weights; gelu is the exact GELU, used by most others.
enum class activation { quick_gelu, gelu };

/// A stack of transformer blocks.
struct tower_options {
  std::int64_t width = 512;
  std::int64_t layers = 12;
  std::int64_t heads = 8;
  std::int64_t mlp_width = 2048;

  bool operator==(const tower_options&) const = default;
};

/// The factor that maps bytes to numbers from 0 to 1.
inline constexpr double usual_rescale_factor = 1.0 / 255;

/// Everything about a CLIP except its weights and its tokenizer. The defaults are those of ViT-B/16.
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
  double rescale_factor = usual_rescale_factor;  ///< applied to bytes before mean and deviation
  std::array<double, 3> image_mean = {0.48145466, 0.4578275, 0.40821073};
  std::array<double, 3> image_std = {0.26862954, 0.26130258, 0.27577711};

  /// Patches along a side of the image.
  std::int64_t grid() const noexcept { return image_size / patch_size; }
  /// Positions of the image tower: the patches and the class token.
  std::int64_t image_positions() const noexcept { return grid() * grid() + 1; }

  bool operator==(const architecture&) const = default;
};

/// Throws unless the numbers make a model.
///
/// Errors: setting_error that begins with `where`.
void check_architecture(const std::string& where, const architecture& numbers);

/// A weight and the bias that follows it in the layout.
struct affine_slices {
  std::size_t weight = 0;
  std::size_t bias = 0;
};

/// One transformer block. Queries, keys and values are computed in one product, in that order.
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

/// The layout of an architecture, with the indices of all its slices.
struct clip_layout {
  weight_layout table;
  tower_ranges towers;
  image_slices image;
  text_slices text;
  std::size_t logit_scale = 0;  ///< []
};

/// The layout of an architecture: image tower and text tower, each with its projection, then the logit scale.
///
/// Names are those of Hugging Face's CLIPModel, except that a block's queries, keys and values are packed
/// into self_attn.in_proj.
clip_layout make_layout(const architecture& numbers);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/architecture.ipp>
#endif
