// SPDX-License-Identifier: MIT
//
// Text features of any number of texts, in groups that bound the memory of a call; and features of prompts:
// the average if a prompt has several texts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/narrow.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::step {

/// Unit features of token ids: int64 [T, L] -> [T, E].
template <Backbone Model>
[[nodiscard]] at::Tensor encode_token_ids(const Model& model, const weight_views& weights,
                                          const at::Tensor& ids_TL) {
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
[[nodiscard]] at::Tensor encode_texts(const Model& model, const weight_views& weights,
                                      const std::vector<std::string>& texts, const at::Device& device) {
  return encode_token_ids(model, weights, model.tokenize(texts).to(device));
}

/// Texts as token ids, and the number of texts that make one row of features.
///
/// Shapes: ids_TL int64 [T, L]; the counts add up to T. The texts of a row follow each other.
struct text_ids {
  at::Tensor ids_TL;
  std::vector<std::int64_t> texts_of_row = {};  ///< empty: one text per row

  bool is_averaged() const noexcept { return !texts_of_row.empty(); }
  /// Rows of features: C for the prompts of C classes.
  std::int64_t num_rows() const;
  text_ids to(const at::Device& device) const { return {ids_TL.to(device), texts_of_row}; }
};

/// Token ids of prompts, one prompt per class, each of one or several texts (join_prompts).
template <Backbone Model>
[[nodiscard]] text_ids tokenize_prompts(const Model& model, const std::vector<std::string>& prompts) {
  const bool is_averaged = std::any_of(prompts.begin(), prompts.end(), [](const std::string& prompt) {
    return prompt.find(compose::prompt_separator) != std::string::npos;
  });
  if (!is_averaged) return {model.tokenize(prompts)};
  std::vector<std::string> texts;
  std::vector<std::int64_t> texts_of_row;
  for (const std::string& prompt : prompts) {
    std::vector<std::string> own = compose::texts_of_prompt(prompt);
    texts_of_row.push_back(static_cast<std::int64_t>(own.size()));
    std::move(own.begin(), own.end(), std::back_inserter(texts));
  }
  return {model.tokenize(texts), std::move(texts_of_row)};
}

}  // namespace sdkt::step

namespace sdkt::detail {

/// The normalised mean of each group of consecutive rows: [T, E] -> [C, E].
///
/// Gradient: to every row.
/// Cost: one mean for all neighbouring groups of equal size.
at::Tensor unit_means(const at::Tensor& features_TE, const std::vector<std::int64_t>& sizes_C);

}  // namespace sdkt::detail

namespace sdkt::step {

/// Unit features of tokenized prompts, [C, E]: of a prompt with one text its features,
/// with several their average.
///
/// Gradient: to every text, if the text tower trains.
/// Cost: that of encoding each text once.
template <Backbone Model>
[[nodiscard]] at::Tensor encode_prompts(const Model& model, const weight_views& weights,
                                        const text_ids& prompts) {
  const at::Tensor features_TE = encode_token_ids(model, weights, prompts.ids_TL);
  return prompts.is_averaged() ? detail::unit_means(features_TE, prompts.texts_of_row) : features_TE;
}

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/text_features.ipp>
#endif
