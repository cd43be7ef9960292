// SPDX-License-Identifier: MIT
//
// CLIP's image tower: a vision transformer. Its class token becomes the embedding.
#pragma once

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// Scales rows to unit length: x / max(|x|, 1e-12).
at::Tensor unit_rows(const at::Tensor& x_NE);

/// uint8 pixels become (x / 255 - mean) / std in fp32; other pixels are returned unchanged.
///
/// A factor other than 1 / 255 is multiplied in double and rounded, as in transformers' Pillow back end.
at::Tensor normalised_pixels(const architecture& numbers, const at::Tensor& pixels);

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

/// Unit-length embeddings of images.
///
/// Shapes: pixels [N, 3, S, S], uint8 as decoded, or floating point and already normalised.
/// Result: [N, E] fp32 (double for weights in double), on the device of the weights.
/// Gradient: to every weight of the image tower.
/// Errors: shape_error for other shapes or types.
/// Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (2021).
/// Differs: in the last block, queries and MLP are computed only for the class token, the only output used.
[[nodiscard]] at::Tensor encode_image(const architecture& numbers, const image_slices& slices,
                                      const weight_views& views, const at::Tensor& pixels);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/image_tower.ipp>
#endif
