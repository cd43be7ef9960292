// SPDX-License-Identifier: MIT
//
// Text features of any number of texts, in groups that bound the memory of a call.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/narrow.h>

#include <sdkt/concepts/backbone.hpp>

namespace sdkt {

/// Unit features of token ids: int64 [T, L] -> [T, E].
template <Backbone Model>
at::Tensor encode_token_ids(const Model& model, const weight_views& weights, const at::Tensor& ids_TL) {
  constexpr std::int64_t group = 256;
  if (ids_TL.size(0) <= group) return model.encode_text(weights, ids_TL);
  std::vector<at::Tensor> features;
  for (std::int64_t first = 0; first < ids_TL.size(0); first += group) {
    const std::int64_t count = std::min(group, ids_TL.size(0) - first);
    features.push_back(model.encode_text(weights, at::narrow(ids_TL, 0, first, count)));
  }
  return at::cat(features);
}

/// Unit features of texts: T strings -> [T, E].
template <Backbone Model>
at::Tensor encode_texts(const Model& model, const weight_views& weights,
                        const std::vector<std::string>& texts, const at::Device& device) {
  return encode_token_ids(model, weights, model.tokenize(texts).to(device));
}

}  // namespace sdkt
