// SPDX-License-Identifier: MIT
//
// Definitions of assumptions.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/assumptions.hpp>
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/load_options.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE void expect_agreement(const std::filesystem::path& config, const architecture& numbers,
                                  const load_options& options) {
  const auto refuse = [&](const std::string& stated, const std::string& asked) {
    throw setting_error{config.string(), "specifies " + stated + ", but " + asked + " requested",
                        "omit the option or correct the file"};
  };
  if (options.activation_function && *options.activation_function != numbers.activation_function) {
    refuse("the activation " + std::string{name_of(numbers.activation_function)},
           std::string{name_of(*options.activation_function)} + " is");
  }
  const auto check_heads = [&](const char* tower, const std::optional<std::int64_t>& asked,
                               std::int64_t heads) {
    if (!asked || *asked == heads) return;
    refuse(std::to_string(heads) + " heads of the " + tower + " tower", std::to_string(*asked) + " are");
  };
  check_heads("image", options.image_heads, numbers.image.heads);
  check_heads("text", options.text_heads, numbers.text.heads);
}

SDKT_INLINE void assume(architecture& numbers, const load_options& options, model_origin& origin) {
  if (options.activation_function) {
    numbers.activation_function = *options.activation_function;
  } else if (numbers.activation_function == activation::quick_gelu) {
    origin.assumptions.push_back(
        "that the activation is quick_gelu, as in all of OpenAI's archives; else state it: --activation "
        "gelu, or "
        "load_options.activation_function");
  } else {
    origin.assumptions.push_back(
        "that the activation is gelu, as in most weights of open_clip; those of OpenAI, DFN and MetaCLIP "
        "have "
        "quick_gelu, which weights do not tell: state it with --activation, or "
        "load_options.activation_function");
  }
  std::string assumed;
  const auto set_heads = [&](const char* tower, const std::optional<std::int64_t>& asked,
                             tower_options& blocks) {
    if (!asked) {
      assumed +=
          (assumed.empty() ? "" : " and ") + std::to_string(blocks.heads) + " in the " + tower + " tower";
      return;
    }
    if (*asked < 1 || blocks.width % *asked != 0) {
      throw setting_error{origin.weights.string(),
                          std::to_string(*asked) + " heads do not divide the width " +
                              std::to_string(blocks.width) + " of its " + tower + " tower",
                          "correct the number of heads"};
    }
    blocks.heads = *asked;
  };
  set_heads("image", options.image_heads, numbers.image);
  set_heads("text", options.text_heads, numbers.text);
  if (assumed.empty()) return;
  origin.assumptions.push_back(
      "that heads are 64 wide, as in all published sizes, " + assumed +
      "; else state them: --heads IMAGE,TEXT, or load_options.image_heads and text_heads");
}

SDKT_INLINE void assume_vocabulary(const architecture& numbers, const tokenizer& words,
                                   model_origin& origin) {
  const auto tokens = static_cast<std::int64_t>(words.vocabulary_size());
  if (tokens >= numbers.vocabulary_size) return;
  origin.assumptions.push_back("that the vocabulary of " + std::to_string(tokens) + " tokens in " +
                               origin.vocabulary.string() + " is this model's, which has rows for " +
                               std::to_string(numbers.vocabulary_size));
}

SDKT_INLINE bool take_hugging_face_numbers(const std::filesystem::path& config, architecture& numbers) {
  if (config.empty() || config_object::read(config).text("model_type", "") != "clip") return false;
  const architecture stated = hugging_face_architecture(config);
  architecture sizes = stated;
  sizes.image.heads = numbers.image.heads;
  sizes.text.heads = numbers.text.heads;
  sizes.activation_function = numbers.activation_function;
  sizes.layer_norm_eps = numbers.layer_norm_eps;
  sizes.image_mean = numbers.image_mean;
  sizes.image_std = numbers.image_std;
  if (!(sizes == numbers)) return false;
  numbers = stated;
  return true;
}

SDKT_INLINE void check_end_of_text(const std::filesystem::path& path, std::int64_t end_id) {
  const config_object config = config_object::read(path);
  const config_object text = config.member("text_config").overridden_by(config.member("text_config_dict"));
  constexpr std::int64_t largest_id = 2;
  const std::int64_t stated = text.integer("eos_token_id", largest_id);
  if (stated == largest_id || stated == end_id) return;
  text.refuse_field("eos_token_id", "is " + std::to_string(stated) +
                                        ", but the id of the vocabulary's end-of-text token is " +
                                        std::to_string(end_id));
}

}  // namespace sdkt::clip::detail
