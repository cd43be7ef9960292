// SPDX-License-Identifier: MIT
//
// Definitions of text_tower.hpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/text_tower.hpp>
#include <sdkt/clip/transformer.hpp>
#include <sdkt/weights/linear.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// Throws unless every id is in the vocabulary. Ids that are not on the CPU are not checked.
SDKT_INLINE void check_token_ids(const at::Tensor& token_ids_TL, std::int64_t vocabulary_size) {
  if (token_ids_TL.numel() == 0 || !token_ids_TL.is_cpu()) return;
  const auto smallest = token_ids_TL.min().item<std::int64_t>();
  const auto largest = token_ids_TL.max().item<std::int64_t>();
  if (smallest >= 0 && largest < vocabulary_size) return;
  throw data_error{"clip::encode_text",
                   "token id " + std::to_string(smallest < 0 ? smallest : largest) + " is not one of the " +
                       std::to_string(vocabulary_size) + " tokens of this model",
                   "use the tokenizer that belongs to the model"};
}

/// The ids without the columns after the last end of text, which causal attention never sees.
SDKT_INLINE at::Tensor without_padding(const at::Tensor& token_ids_TL, const at::Tensor& end_T) {
  if (token_ids_TL.size(0) == 0 || !token_ids_TL.is_cpu()) return token_ids_TL;
  return token_ids_TL.narrow(1, 0, end_T.max().item<std::int64_t>() + 1);
}

/// The mask [T * H, 1, L] with -inf at the keys after the end of each text.
SDKT_INLINE at::Tensor end_mask(const at::Tensor& end_T, std::int64_t heads, std::int64_t length,
                                const at::TensorOptions& options) {
  const at::Tensor after = at::arange(length, end_T.options()).unsqueeze(0).gt(end_T.unsqueeze(1));
  return at::zeros({end_T.size(0), length}, options)
      .masked_fill_(after, -INFINITY)
      .repeat_interleave(heads, 0)
      .unsqueeze(1);
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE at::Tensor encode_text(const architecture& numbers, const text_slices& slices,
                                   const weight_views& views, const at::Tensor& token_ids) {
  sdkt::detail::expect_shape("clip::encode_text", token_ids, {{"T", -1}, {"L", -1}},
                             "pass the result of tokenize()");
  if (token_ids.scalar_type() != at::kLong || token_ids.size(1) < 1 ||
      token_ids.size(1) > numbers.context_length) {
    throw shape_error{"clip::encode_text",
                      "expected int64 [T, L] with L from 1 to " + std::to_string(numbers.context_length) +
                          ", got " + sdkt::detail::shape_text("a tensor of shape", token_ids.sizes()),
                      "pass the result of tokenize()"};
  }
  detail::check_token_ids(token_ids, numbers.vocabulary_size);
  const detail::tower_weights weights{views, numbers};
  const at::Device device = views[slices.projection].device();
  const at::Tensor end_on_input_T = token_ids.argmax(1);
  const at::Tensor ids = detail::without_padding(token_ids, end_on_input_T).to(device);
  const at::Tensor end_T = end_on_input_T.to(device);
  const std::int64_t texts = ids.size(0), length = ids.size(1), width = numbers.text.width;

  at::Tensor x = at::embedding(views[slices.token_embedding], ids).to(weights.wide);
  x.add_(weights.in_wide(slices.position_embedding).narrow(0, 0, length));
  for (std::size_t layer = 0; layer + 1 < slices.blocks.size(); ++layer) {
    x = detail::transformer_block(weights, slices.blocks[layer], x, numbers.text.heads, /*causal=*/true);
  }
  const at::Tensor places = end_T.view({texts, 1, 1}).expand({texts, 1, width});
  const auto end_of_text = [&](const at::Tensor& sequence) { return sequence.gather(1, places); };
  const at::Tensor mask = detail::end_mask(end_T, numbers.text.heads, length,
                                           x.options().dtype(weights.product).requires_grad(false));
  x = detail::pooled_block(weights, slices.blocks.back(), x, numbers.text.heads, mask, end_of_text);
  x = detail::layer_norm(weights, slices.final_norm, x.squeeze(1));
  const at::Tensor embeddings = sdkt::linear(x.to(weights.product), weights.in_product(slices.projection));
  return detail::unit_rows(embeddings.to(weights.wide));
}

}  // namespace sdkt::clip
