// SPDX-License-Identifier: MIT
//
// What the trainer requires of a model: an immutable architecture with pure functions over flat weights.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/random.hpp>
#include <sdkt/concepts/clause.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::compose {

/// The clauses of Backbone, each with the sentence that the compiler prints if it is the first broken one.
template <class Model>
struct backbone_clauses {
  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct has_layout,
                       requires(const Model& model) {
                         { model.layout() } -> std::convertible_to<const weight_layout&>;
                         { model.towers() } -> std::convertible_to<tower_ranges>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the first argument of trainer is not a Backbone: it needs layout() -> const "
              "weight_layout& and towers() -> tower_ranges (sdkt::clip::load gives a model that has them)");
        }),
        detail::clause<struct has_weights,
                       requires(const Model& model, const at::Tensor& values_P) {
                         { model.weights() } -> std::convertible_to<at::Tensor>;
                         { model.with_weights(values_P) } -> std::same_as<Model>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: this Backbone needs weights() -> at::Tensor, flat fp32 [P], and with_weights(at::Tensor) "
              "that returns the same type with other weights");
        }),
        detail::clause<struct encodes_images,
                       requires(const Model& model, const weight_views& weights, const at::Tensor& pixels) {
                         { model.encode_image(weights, pixels) } -> std::same_as<at::Tensor>;
                         { model.image_size() } -> std::convertible_to<std::int64_t>;
                       }>([](auto holds) {
          static_assert(holds,
                        "sdkt: this Backbone needs image_size() and encode_image(const weight_views&, const "
                        "at::Tensor& pixels) const -> at::Tensor, unit length [N, E]");
        }),
        detail::clause<struct encodes_texts,
                       requires(const Model& model, const weight_views& weights, const at::Tensor& token_ids,
                                const std::vector<std::string>& texts) {
                         { model.tokenize(texts) } -> std::same_as<at::Tensor>;
                         { model.encode_text(weights, token_ids) } -> std::same_as<at::Tensor>;
                         { model.logit_scale(weights) } -> std::same_as<at::Tensor>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: this Backbone needs tokenize(const std::vector<std::string>&), encode_text(const "
              "weight_views&, const at::Tensor& token_ids) and logit_scale(const weight_views&), all const, "
              "all -> at::Tensor");
        }));
  }
};

/// Whether a model can make sentences of random token ids: int64 [T, L], each with start and end tokens.
template <class Model>
concept makes_random_sentences =
    requires(const Model& model, std::int64_t number, const random_stream& random) {
      { model.random_token_ids(number, number, random) } -> std::same_as<at::Tensor>;
    };

}  // namespace sdkt::compose

namespace sdkt {

/// A CLIP-like architecture with its weights.
///
/// A model is a value: copies share the weights, and nothing changes them. The functions are pure: the result
/// depends only on the weights and the inputs.
///
/// Requirements:
///
/// 1. It can be copied.
/// 2. It has a table of named weights, in which each tower is one contiguous range.
/// 3. It has weights, and makes the same architecture with other weights.
/// 4. It encodes images of a stated size.
/// 5. It tokenises and encodes texts, and gives the factor of the logits.
///
/// Members, for a const object:
///
///     layout()                         the table of named slices
///     towers()                         the three contiguous ranges of those slices
///     weights()                        flat fp32 [P]
///     with_weights(values_P)           the same architecture with other weights
///     image_size()                     side S of the square input
///     encode_image(weights, pixels)    uint8 [N, 3, S, S], which it normalises -> fp32 [N, E], unit length
///     tokenize(texts)                  T strings -> int64 [T, L]
///     encode_text(weights, token_ids)  int64 [T, L] -> fp32 [T, E], unit length
///     logit_scale(weights)             fp32 [], already exponentiated
///
/// Optional:
///
///     random_token_ids(count, length, random_stream)  for losses over random sentences
///     view()                                          a square_view: how an image becomes the input, if not
///                                                     in CLIP's way (see view_of)
///
/// Not required: save(path). A model that has it is saved with the run.
template <class Model>
concept Backbone = std::copyable<Model> && detail::AllHold<compose::backbone_clauses<Model>>;

}  // namespace sdkt

namespace sdkt::compose {

/// The view through which a model sees an image: its own, else CLIP's view of the model's image size.
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

}  // namespace sdkt::compose
