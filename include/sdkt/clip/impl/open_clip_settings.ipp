// SPDX-License-Identifier: MIT
//
// Definitions of open_clip_settings.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/open_clip_settings.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>

namespace sdkt::clip::detail {

/// Known settings of a tower. They are read elsewhere, affect only training, or belong to towers that another
/// setting rejects.
inline constexpr std::array<std::string_view, 37> settings_of_towers = {"layers",
                                                                        "width",
                                                                        "head_width",
                                                                        "heads",
                                                                        "mlp_ratio",
                                                                        "patch_size",
                                                                        "image_size",
                                                                        "context_length",
                                                                        "vocab_size",
                                                                        "patch_dropout",
                                                                        "attn_pooler_heads",
                                                                        "attn_pooler_queries",
                                                                        "output_tokens",
                                                                        "final_ln_after_pool",
                                                                        "block_type",
                                                                        "pool_type",
                                                                        "pos_embed_type",
                                                                        "proj_type",
                                                                        "hf_tokenizer_name",
                                                                        "tokenizer_mode",
                                                                        "tokenizer_kwargs",
                                                                        "pad_id",
                                                                        "eos_id",
                                                                        "timm_pool",
                                                                        "timm_proj",
                                                                        "timm_proj_bias",
                                                                        "timm_drop",
                                                                        "timm_drop_path",
                                                                        "timm_model_pretrained",
                                                                        "hf_proj_type",
                                                                        "hf_pooler_type",
                                                                        "hf_model_pretrained",
                                                                        "n_queries",
                                                                        "dim_head",
                                                                        "dropout",
                                                                        "custom_text",
                                                                        "embed_dim"};

/// Rejects a setting of a tower that is set and that no known version of open_clip has.
SDKT_INLINE void refuse_unknown_settings(const config_object& tower) {
  for (const auto& [inner, value] : tower.member_values()) {
    const std::string name = inner.substr(0, inner.find('.'));
    const bool is_known =
        std::find(settings_of_towers.begin(), settings_of_towers.end(), name) != settings_of_towers.end();
    if (is_known) continue;
    const bool is_set = value->type == config_value::kind::text ? !value->text.empty() : value->number != 0;
    if (is_set) tower.refuse_field(inner, "is " + value->shown + ", but this setting is unknown");
  }
}

/// Rejects a stated size that differs from that of the weights.
SDKT_INLINE void check_stated_size(const config_object& place, const std::string& name, std::int64_t size) {
  if (place.integer(name, size) == size) return;
  place.refuse_field(name, "differs from the " + std::to_string(size) + " of the weights");
}

SDKT_INLINE void check_stated_tower(const config_object& place, const tower_options& tower) {
  check_stated_size(place, "width", tower.width);
  check_stated_size(place, "layers", tower.layers);
  // open_clip rounds the product down.
  const double ratio = place.number("mlp_ratio", 0);
  if (place.has("mlp_ratio") &&
      std::floor(ratio * static_cast<double>(tower.width)) != static_cast<double>(tower.mlp_width)) {
    place.refuse_field("mlp_ratio",
                       "does not give the " + std::to_string(tower.mlp_width) + " of the weights");
  }
}

SDKT_INLINE void check_stated_sizes(const config_object& model, const architecture& numbers) {
  const config_object vision = model.member("vision_cfg");
  const config_object text = model.member("text_cfg");
  check_stated_size(model, "embed_dim", numbers.embedding_size);
  check_stated_tower(vision, numbers.image);
  check_stated_size(vision, "patch_size", numbers.patch_size);
  check_stated_tower(text, numbers.text);
  check_stated_size(text, "context_length", numbers.context_length);
  check_stated_size(text, "vocab_size", numbers.vocabulary_size);
  refuse_unknown_settings(vision);
  refuse_unknown_settings(text);
}

SDKT_INLINE text_form text_form_of(const std::filesystem::path& path) {
  const config_object text = config_object::read(path).member("model_cfg").member("text_cfg");
  const bool has_own = !text.text("hf_tokenizer_name", "").empty();
  if (!text.text("tokenizer_mode", "").empty())
    text.refuse_field("tokenizer_mode",
                      "is \"" + text.text("tokenizer_mode", "") + "\", which is not supported");
  for (const auto& [name, value] : text.member("tokenizer_kwargs").member_values()) {
    const bool is_usual = name == "clean" && value->text == (has_own ? "whitespace" : "lower");
    if (!is_usual)
      text.refuse_field("tokenizer_kwargs." + name, "is " + value->shown + ", which is not supported");
  }
  return has_own ? text_form::open_clip_own_words : text_form::open_clip;
}

}  // namespace sdkt::clip::detail
