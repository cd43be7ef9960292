// SPDX-License-Identifier: MIT
//
// CLIP's image tower: a vision transformer whose class token becomes the embedding.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/linear.h>

#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/transformer.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// Rows of unit length: x / max(|x|, 1e-12).
inline at::Tensor unit_rows(const at::Tensor& x_NE) {
  return x_NE.div(at::linalg_vector_norm(x_NE, 2, at::IntArrayRef{-1}, /*keepdim=*/true).clamp_min(1e-12));
}

/// uint8 pixels become (x / 255 - mean) / std in fp32; others are taken as they are.
///
/// Another factor than 1 / 255 is multiplied in double and rounded, as by transformers' Pillow back end.
inline at::Tensor normalised_pixels(const architecture& numbers, const at::Tensor& pixels) {
  if (pixels.scalar_type() != at::kByte) return pixels;
  // Filled where they are read: a device would wait for a copy of numbers of the host.
  const auto channels = [&](const std::array<double, 3>& values) {
    at::Tensor numbers_3 = at::empty({1, 3, 1, 1}, pixels.options().dtype(at::kFloat));
    for (std::size_t channel = 0; channel < values.size(); ++channel)
      numbers_3.select(1, static_cast<std::int64_t>(channel)).fill_(values[channel]);
    return numbers_3;
  };
  at::Tensor scaled = numbers.rescale_factor == usual_rescale_factor
                          ? pixels.to(at::kFloat).div_(255)
                          : pixels.to(at::kDouble).mul_(numbers.rescale_factor).to(at::kFloat);
  return scaled.sub_(channels(numbers.image_mean)).div_(channels(numbers.image_std));
}

/// Patch embeddings after the class embedding, with their positions added.
///
/// Shapes: pixels [N, 3, S, S] -> [N, 1 + grid * grid, D], in the wide type.
inline at::Tensor embed_patches(const tower_weights& weights, const architecture& numbers,
                                const image_slices& slices, const at::Tensor& pixels) {
  const std::int64_t images = pixels.size(0), grid = numbers.grid(), patch = numbers.patch_size;
  const at::Tensor patches = pixels.to(weights.product)
                                 .reshape({images, 3, grid, patch, grid, patch})
                                 .permute({0, 2, 4, 1, 3, 5})
                                 .reshape({images, grid * grid, 3 * patch * patch});
  const at::Tensor embedded = at::linear(patches, weights.in_product(slices.patch_embedding).flatten(1));
  const at::Tensor first = weights.in_wide(slices.class_embedding).expand({images, 1, numbers.image.width});
  return at::cat({first, embedded.to(weights.wide)}, 1).add_(weights.in_wide(slices.position_embedding));
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

/// Unit-length embeddings of images.
///
/// Shapes: pixels uint8 [N, 3, S, S] as decoded, or floating point and already normalised.
/// Result: [N, E] fp32 (double for weights in double), on the device of the weights.
/// Gradient: to every weight of the image tower.
/// Errors: shape_error for other shapes or types.
/// Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (2021).
/// Differs: in the last block only the class token goes through queries and MLP, for nothing else is read.
inline at::Tensor encode_image(const architecture& numbers, const image_slices& slices,
                               const weight_views& views, const at::Tensor& pixels) {
  expect_shape("clip::encode_image", pixels,
               {{"N", -1}, {"3", 3}, {"S", numbers.image_size}, {"S", numbers.image_size}},
               "resize and crop the images to the size of this model");
  if (pixels.scalar_type() != at::kByte && !pixels.is_floating_point()) {
    throw shape_error{"clip::encode_image", "expected uint8 or floating point pixels", "convert the pixels"};
  }
  const detail::tower_weights weights{views, numbers};
  const at::Tensor input = detail::normalised_pixels(numbers, pixels.to(views[slices.projection].device()));
  at::Tensor x =
      detail::layer_norm(weights, slices.pre_norm, detail::embed_patches(weights, numbers, slices, input));
  for (std::size_t layer = 0; layer + 1 < slices.blocks.size(); ++layer) {
    x = detail::transformer_block(weights, slices.blocks[layer], x, numbers.image.heads, /*causal=*/false);
  }
  const auto class_token = [](const at::Tensor& sequence) { return sequence.narrow(1, 0, 1); };
  x = detail::pooled_block(weights, slices.blocks.back(), x, numbers.image.heads, at::Tensor{}, class_token);
  x = detail::layer_norm(weights, slices.post_norm, x.squeeze(1));
  const at::Tensor embeddings = at::linear(x.to(weights.product), weights.in_product(slices.projection));
  return detail::unit_rows(embeddings.to(weights.wide));
}

}  // namespace sdkt::clip
