// SPDX-License-Identifier: MIT
//
// The small CLIP of examples/mini, an even smaller architecture, and random inputs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <sdkt/clip/load.hpp>

inline std::filesystem::path mini_folder() {
  return std::filesystem::path{SDKT_SOURCE_DIR} / "examples" / "mini" / "model";
}
inline const sdkt::clip::model& mini() {
  static const sdkt::clip::model model = sdkt::clip::load(mini_folder());
  return model;
}
inline at::Tensor random_pixels(std::int64_t images, std::int64_t side) {
  return at::randint(0, 256, {images, 3, side, side}, at::kByte);
}

/// An architecture of some hundred numbers a tensor.
inline sdkt::clip::architecture tiny(sdkt::clip::activation act) {
  sdkt::clip::architecture numbers;
  numbers.image_size = 8;
  numbers.patch_size = 4;
  numbers.image = {.width = 12, .layers = 2, .heads = 3, .mlp_width = 20};
  numbers.context_length = 7;
  numbers.vocabulary_size = 11;
  numbers.text = {.width = 8, .layers = 2, .heads = 2, .mlp_width = 16};
  numbers.embedding_size = 6;
  numbers.activation_function = act;
  return numbers;
}

/// Weights in double of an architecture, with layer norms near 1.
inline at::Tensor random_weights(const sdkt::weight_layout& layout) {
  at::Tensor weights_P = at::zeros({layout.size()}, at::kDouble);
  for (const auto& slice : layout.slices()) {
    at::Tensor values = at::randn(slice.shape, at::kDouble).mul_(0.4);
    if (slice.name.find("norm") != std::string::npos && slice.name.ends_with("weight")) values.add_(1);
    sdkt::view_slice(slice, weights_P).copy_(values);
  }
  return weights_P;
}
