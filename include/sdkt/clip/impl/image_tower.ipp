// SPDX-License-Identifier: MIT
//
// Definitions of image_tower.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_vector_norm.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/transformer.hpp>
#include <sdkt/weights/linear.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE at::Tensor unit_rows(const at::Tensor& x_NE) {
  return x_NE.div(at::linalg_vector_norm(x_NE, 2, at::IntArrayRef{-1}, /*keepdim=*/true).clamp_min(1e-12));
}

SDKT_INLINE at::Tensor normalised_pixels(const architecture& numbers, const at::Tensor& pixels) {
  if (pixels.scalar_type() != at::kByte) return pixels;
  // Filled on the device of the pixels: a copy of numbers from the host would make the device wait.
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

/// The class embedding followed by the patch embeddings, with the position embeddings added.
///
/// Shapes: pixels [N, 3, S, S] -> [N, 1 + grid * grid, D], in the wide type.
SDKT_INLINE at::Tensor embed_patches(const tower_weights& weights, const architecture& numbers,
                                     const image_slices& slices, const at::Tensor& pixels) {
  const std::int64_t images = pixels.size(0), grid = numbers.grid(), patch = numbers.patch_size;
  const at::Tensor patches = pixels.to(weights.product)
                                 .reshape({images, 3, grid, patch, grid, patch})
                                 .permute({0, 2, 4, 1, 3, 5})
                                 .reshape({images, grid * grid, 3 * patch * patch});
  const at::Tensor embedded = sdkt::linear(patches, weights.in_product(slices.patch_embedding).flatten(1));
  const at::Tensor first = weights.in_wide(slices.class_embedding).expand({images, 1, numbers.image.width});
  return at::cat({first, embedded.to(weights.wide)}, 1).add_(weights.in_wide(slices.position_embedding));
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE at::Tensor encode_image(const architecture& numbers, const image_slices& slices,
                                    const weight_views& views, const at::Tensor& pixels) {
  sdkt::detail::expect_shape("clip::encode_image", pixels,
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
  const at::Tensor embeddings = sdkt::linear(x.to(weights.product), weights.in_product(slices.projection));
  return detail::unit_rows(embeddings.to(weights.wide));
}

}  // namespace sdkt::clip
