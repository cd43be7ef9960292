// SPDX-License-Identifier: MIT
//
// What the tensors of a CLIP are called in files: Hugging Face's names and those of OpenAI and open_clip.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/weights/layout.hpp>

namespace sdkt::clip {

/// The two conventions.
///   hugging_face  vision_model.*, text_model.*, q_proj, k_proj and v_proj apart, projections [E, D]
///   open_clip     visual.*, transformer.*, packed in_proj, projections [D, E]; OpenAI's archives too
enum class key_convention { hugging_face, open_clip };

/// A tensor in a file that fills a slice of the flat weights, or one of its equal parts along the first axis.
struct stored_tensor {
  std::string key;
  std::vector<std::int64_t> shape;  ///< as in the file
  std::size_t part = 0;             ///< which part of the slice
  bool transposed = false;
};

namespace detail {

using word_pair = std::pair<std::string_view, std::string_view>;

/// Beginnings of names: ours, open_clip's. The first that fits counts.
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

inline bool starts_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}
inline bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// open_clip's name of a slice.
inline std::string open_clip_key(std::string_view slice) {
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

}  // namespace detail

/// The tensors of a file that make up one slice, in the order of its parts.
inline std::vector<stored_tensor> stored_tensors(const weight_slice& slice, key_convention convention) {
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

/// Whether a key carries no weights: position numbers and masks that some programs store, and the sizes that
/// OpenAI's archives do.
inline bool is_weightless_key(std::string_view key) {
  return detail::ends_with(key, "position_ids") || key == "input_resolution" || key == "context_length" ||
         key == "vocab_size" || key == "attn_mask";
}

/// The convention of some plain keys (stored_keys), nothing if they are neither.
template <class Keys>
std::optional<key_convention> find_convention(const Keys& keys) {
  for (const auto& key : keys) {
    if (detail::starts_with(key, "vision_model.")) return key_convention::hugging_face;
    if (detail::starts_with(key, "visual.")) return key_convention::open_clip;
  }
  return std::nullopt;
}

}  // namespace sdkt::clip
