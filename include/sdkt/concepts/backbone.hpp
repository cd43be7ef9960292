// SPDX-License-Identifier: MIT
//
// What the trainer asks of a model: an immutable architecture with pure functions over flat weights.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/random.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt {

/// The clauses of Backbone, each with the sentence that trainer's checks print (compose/broken_clause.hpp).
template <class Model>
struct backbone_clauses {
  static constexpr bool has_layout = requires(const Model& model) {
    { model.layout() } -> std::convertible_to<const weight_layout&>;
    { model.towers() } -> std::convertible_to<tower_ranges>;
  };
  static constexpr bool has_weights = requires(const Model& model, const at::Tensor& values_P) {
    { model.weights() } -> std::convertible_to<at::Tensor>;
    { model.with_weights(values_P) } -> std::same_as<Model>;
  };
  static constexpr bool encodes_images =
      requires(const Model& model, const weight_views& weights, const at::Tensor& pixels) {
        { model.encode_image(weights, pixels) } -> std::same_as<at::Tensor>;
        { model.image_size() } -> std::convertible_to<std::int64_t>;
      };
  static constexpr bool encodes_texts =
      requires(const Model& model, const weight_views& weights, const at::Tensor& token_ids,
               const std::vector<std::string>& texts) {
        { model.tokenize(texts) } -> std::same_as<at::Tensor>;
        { model.encode_text(weights, token_ids) } -> std::same_as<at::Tensor>;
        { model.logit_scale(weights) } -> std::same_as<at::Tensor>;
      };
};

/// Whether a model makes sentences of random token ids: int64 [T, L], each with start and end.
template <class Model>
concept makes_random_sentences =
    requires(const Model& model, std::int64_t number, const random_stream& random) {
      { model.random_token_ids(number, number, random) } -> std::same_as<at::Tensor>;
    };

/// A CLIP-like architecture with its weights.
///
/// A model is a value: copying shares the weights, nothing changes them. The functions are pure: the same
/// weights and inputs give the same result, whoever calls. Requirements, for a const object:
///   layout()       the table of named slices; towers() their three contiguous ranges
///   weights()      flat fp32 [P]; with_weights(values_P) the same architecture with other weights
///   image_size()   side S of its square input
///   encode_image(weights, pixels)    uint8 [N, 3, S, S] (it normalises) -> fp32 [N, E], unit length
///   tokenize(texts)                  T strings -> int64 [T, L]
///   encode_text(weights, token_ids)  int64 [T, L] -> fp32 [T, E], unit length
///   logit_scale(weights)             fp32 [], already exponentiated
/// Optional: random_token_ids(count, length, random_stream), for losses over random sentences;
///   view()         a square_view: how an image becomes the input, if not as CLIP's (see view_of).
/// Not required: a Hugging Face folder to save to; a model with save(path) is saved with the run.
template <class Model>
concept Backbone =
    std::copyable<Model> && backbone_clauses<Model>::has_layout && backbone_clauses<Model>::has_weights &&
    backbone_clauses<Model>::encodes_images && backbone_clauses<Model>::encodes_texts;

/// The views that a model looks at: its own, or CLIP's of its size.
template <class Model>
square_view view_of(const Model& model) {
  if constexpr (requires {
                  { model.view() } -> std::convertible_to<square_view>;
                }) {
    return model.view();
  } else {
    return square_view{model.image_size()};
  }
}

}  // namespace sdkt
