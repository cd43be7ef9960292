// SPDX-License-Identifier: MIT
//
// Definitions of config.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/open_clip_settings.hpp>
#include <sdkt/clip/read_view.hpp>

namespace sdkt::clip::detail {

/// One tower of a Hugging Face configuration; missing settings have the given defaults.
SDKT_INLINE tower_options hugging_face_tower(const config_object& config, const tower_options& defaults) {
  return {.width = config.integer("hidden_size", defaults.width),
          .layers = config.integer("num_hidden_layers", defaults.layers),
          .heads = config.integer("num_attention_heads", defaults.heads),
          .mlp_width = config.integer("intermediate_size", defaults.mlp_width)};
}

SDKT_INLINE architecture hugging_face_architecture(const std::filesystem::path& path) {
  const config_object config = config_object::read(path);
  const std::string type = config.text("model_type", "");
  if (type != "clip") {
    config.refuse(type.empty() ? "has no model_type" : "has the model_type \"" + type + "\"",
                  "give a folder whose config.json has the model_type \"clip\"");
  }
  // Old files repeat a tower's settings in a second object, which takes precedence.
  const config_object vision =
      config.member("vision_config").overridden_by(config.member("vision_config_dict"));
  const config_object text = config.member("text_config").overridden_by(config.member("text_config_dict"));

  architecture numbers;
  numbers.image = hugging_face_tower(vision, {.width = 768, .layers = 12, .heads = 12, .mlp_width = 3072});
  numbers.text = hugging_face_tower(text, {.width = 512, .layers = 12, .heads = 8, .mlp_width = 2048});
  numbers.image_size = vision.side("image_size").value_or(224);
  numbers.patch_size = vision.side("patch_size").value_or(32);
  numbers.vocabulary_size = text.integer("vocab_size", 49408);
  numbers.context_length = text.integer("max_position_embeddings", 77);
  numbers.embedding_size = config.integer("projection_dim", 512);
  numbers.layer_norm_eps = vision.number("layer_norm_eps", 1e-5);
  const std::string act = vision.text("hidden_act", "quick_gelu");
  if (act != "gelu" && act != "quick_gelu") vision.refuse_field("hidden_act", "is \"" + act + "\"");
  numbers.activation_function = act == "gelu" ? activation::gelu : activation::quick_gelu;
  if (text.text("hidden_act", "quick_gelu") != act)
    text.refuse_field("hidden_act", "differs from that of vision_config");
  if (text.number("layer_norm_eps", 1e-5) != numbers.layer_norm_eps) {
    text.refuse_field("layer_norm_eps", "differs from that of vision_config");
  }
  if (vision.integer("num_channels", 3) != 3) vision.refuse_field("num_channels", "is not 3");
  check_architecture(path.string(), numbers);
  return numbers;
}

SDKT_INLINE void read_open_clip_config(const std::filesystem::path& path, architecture& numbers,
                                       view_report* report) {
  const config_object config = config_object::read(path);
  if (!config.has("model_cfg"))
    config.refuse("has no model_cfg", "use open_clip's configuration file of this model");
  const config_object model = config.member("model_cfg");
  const config_object vision = model.member("vision_cfg");
  const config_object text = model.member("text_cfg");
  for (const char* name : {"timm_model_name", "attentional_pool", "no_ln_pre", "ls_init_value", "act_kwargs",
                           "norm_kwargs", "qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner",
                           "scale_attn", "scale_fc", "input_patchnorm", "global_average_pool"}) {
    vision.expect_usual(name);
  }
  for (const char* name : {"hf_model_name", "no_causal_mask", "embed_cls", "proj_bias", "ls_init_value",
                           "act_kwargs", "norm_kwargs", "qk_norm", "scaled_cosine_attn", "scale_heads",
                           "scale_attn_inner", "scale_attn", "scale_fc"}) {
    text.expect_usual(name);
  }
  vision.expect_usual("pool_type", "tok");
  vision.expect_usual("pos_embed_type", "learnable");
  text.expect_usual("pool_type", "argmax");
  text.expect_usual("proj_type", "linear");
  const std::int64_t head_width = vision.integer("head_width", 64);
  if (head_width < 1 || numbers.image.width % head_width != 0) {
    vision.refuse_field("head_width", "does not divide the width " + std::to_string(numbers.image.width));
  }
  numbers.image.heads = numbers.image.width / head_width;
  numbers.text.heads = text.integer("heads", 8);
  if (vision.side("image_size").value_or(224) != numbers.image_size) {
    vision.refuse_field("image_size",
                        "is not the image size of the weights, " + std::to_string(numbers.image_size));
  }
  check_stated_sizes(model, numbers);
  numbers.activation_function =
      model.boolean("quick_gelu", false) ? activation::quick_gelu : activation::gelu;
  read_open_clip_preprocess(config.member("preprocess_cfg"), numbers, report);
  check_architecture(path.string(), numbers);
}

}  // namespace sdkt::clip::detail
