// SPDX-License-Identifier: MIT
//
// Definitions of key_names.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt::clip::detail {

using word_pair = std::pair<std::string_view, std::string_view>;

/// Beginnings of names: ours, open_clip's. The first match counts.
inline constexpr std::array<word_pair, 13> name_beginnings = {{
    {"vision_model.embeddings.class_embedding", "visual.class_embedding"},
    {"vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"},
    {"vision_model.embeddings.patch_embedding.", "visual.conv1."},
    {"vision_model.pre_layrnorm.", "visual.ln_pre."},
    {"vision_model.post_layernorm.", "visual.ln_post."},
    {"vision_model.encoder.layers.", "visual.transformer.resblocks."},
    {"visual_projection.weight", "visual.proj"},
    {"text_model.embeddings.token_embedding.", "token_embedding."},
    {"text_model.embeddings.position_embedding.weight", "positional_embedding"},
    {"text_model.encoder.layers.", "transformer.resblocks."},
    {"text_model.final_layer_norm.", "ln_final."},
    {"text_projection.weight", "text_projection"},
    {"logit_scale", "logit_scale"},
}};

/// Words inside a block: ours, open_clip's.
inline constexpr std::array<word_pair, 7> block_words = {{
    {".layer_norm1.", ".ln_1."},
    {".layer_norm2.", ".ln_2."},
    {".self_attn.in_proj.weight", ".attn.in_proj_weight"},
    {".self_attn.in_proj.bias", ".attn.in_proj_bias"},
    {".self_attn.out_proj.", ".attn.out_proj."},
    {".mlp.fc1.", ".mlp.c_fc."},
    {".mlp.fc2.", ".mlp.c_proj."},
}};

SDKT_INLINE bool starts_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

SDKT_INLINE bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// open_clip's name of a slice.
SDKT_INLINE std::string open_clip_key(std::string_view slice) {
  std::string key{slice};
  for (const auto& [ours, theirs] : name_beginnings) {
    if (!starts_with(slice, ours)) continue;
    key.replace(0, ours.size(), theirs);
    break;
  }
  for (const auto& [ours, theirs] : block_words) {
    const std::size_t place = key.find(ours);
    if (place != std::string::npos) return key.replace(place, ours.size(), theirs);
  }
  return key;
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE std::vector<stored_tensor> stored_tensors(const weight_slice& slice, key_convention convention) {
  const bool projection = slice.name == "visual_projection.weight" || slice.name == "text_projection.weight";
  if (convention == key_convention::open_clip) {
    std::vector<std::int64_t> shape = slice.shape;
    if (projection) std::swap(shape[0], shape[1]);
    return {{detail::open_clip_key(slice.name), std::move(shape), 0, projection}};
  }
  constexpr std::string_view packed = ".in_proj.";
  const std::size_t place = slice.name.find(packed);
  if (place == std::string::npos) return {{slice.name, slice.shape, 0, false}};
  std::vector<stored_tensor> parts;
  for (const std::string_view name : {".q_proj.", ".k_proj.", ".v_proj."}) {
    std::vector<std::int64_t> shape = slice.shape;
    shape.front() /= 3;
    parts.push_back(
        {std::string{slice.name}.replace(place, packed.size(), name), std::move(shape), parts.size(), false});
  }
  return parts;
}

SDKT_INLINE bool is_weightless_key(std::string_view key) {
  return detail::ends_with(key, "position_ids") || key == "input_resolution" || key == "context_length" ||
         key == "vocab_size" || key == "attn_mask";
}

}  // namespace sdkt::clip
