// SPDX-License-Identifier: MIT
//
// CLIP's text tower: a causal transformer. Its end-of-text position becomes the embedding.
#pragma once

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip {

/// Unit-length embeddings of tokenized texts.
///
/// Shapes: token_ids int64 [T, L], L at most the context length. A text ends at the first of its largest ids.
/// Result: [T, E] fp32 (double for weights in double), on the device of the weights.
/// Gradient: to every weight of the text tower.
/// Errors: shape_error for other shapes or types; data_error for ids outside the vocabulary (ids on the CPU).
/// Cost: ids on the CPU are cut after the longest text of the batch, so that short prompts cost less.
/// Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (2021).
/// Differs: in the last block, queries and MLP are computed only for the end of text, the only output used.
[[nodiscard]] at::Tensor encode_text(const architecture& numbers, const text_slices& slices,
                                     const weight_views& views, const at::Tensor& token_ids);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/text_tower.ipp>
#endif
