// SPDX-License-Identifier: MIT
//
// A CLIP model as a value: architecture, flat weights and tokenizer. A trainer accepts such models.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/load_options.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors_write.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip {

class tokenizer;

/// CLIP with a vision transformer; satisfies Backbone.
///
/// A model is a value: copies share the weights, which never change. The encoders are pure functions of the
/// weights that they receive; wrap calls that need no gradient in at::NoGradGuard.
/// Example:
///
///     const auto model = sdkt::clip::load("models/vit-b-16");
///     const auto weights = sdkt::view_weights(model.layout(), model.weights());
///     const auto texts_TE = model.encode_text(weights, model.tokenize({"a photo of a dog.", "a cat"}));
class model {
 public:
  /// Shapes: weights_P [P], fp32 on the CPU, P = make_layout(numbers).table.size().
  /// Errors: shape_error for other weights; setting_error for numbers that make no model, or a tokenizer with
  /// more tokens than the model.
  model(const sdkt::clip::architecture& numbers, at::Tensor weights_P, sdkt::clip::tokenizer words,
        model_origin origin = {});

  const sdkt::clip::architecture& architecture() const noexcept { return shared_->numbers; }
  const weight_layout& layout() const noexcept { return shared_->layout.table; }
  tower_ranges towers() const noexcept { return shared_->layout.towers; }
  [[nodiscard]] const at::Tensor& weights() const noexcept { return weights_P_; }
  /// The tokenizer. Include clip/tokenizer/tokenizer.hpp to use it.
  const sdkt::clip::tokenizer& tokenizer() const noexcept;
  std::int64_t image_size() const noexcept { return shared_->numbers.image_size; }
  /// The view of an image that the model receives.
  square_view view() const { return {shared_->numbers.image_size, shared_->numbers.view}; }
  /// How the model's files were understood, and what was assumed.
  const model_origin& origin() const noexcept { return shared_->origin; }

  /// The same architecture and tokenizer with other weights.
  [[nodiscard]] model with_weights(at::Tensor values_P) const;

  /// As clip::encode_image: pixels uint8 [N, 3, S, S] -> [N, E], unit length.
  [[nodiscard]] at::Tensor encode_image(const weight_views& weights, const at::Tensor& pixels) const;

  /// The ids of texts, each with start and end, cut to the context length L and padded with 0: int64 [T, L].
  [[nodiscard]] at::Tensor tokenize(const std::vector<std::string>& texts) const;

  /// Sentences of random ids of the whole vocabulary, each between start and end, padded with 0.
  ///
  /// A random id that equals `end` shortens its sentence, as in the source.
  /// Shapes: int64 [T, L], T = count, L the context length.
  /// Errors: setting_error if a sentence with start and end is longer than the context.
  /// Source: LwF-VR as implemented in ZSCL's code (virtual_vocab).
  at::Tensor random_token_ids(std::int64_t count, std::int64_t length, random_stream random) const;

  /// As clip::encode_text: int64 [T, L] -> [T, E], unit length.
  [[nodiscard]] at::Tensor encode_text(const weight_views& weights, const at::Tensor& token_ids) const;

  /// The factor on cosines, that is, the exponential of the stored logarithm: [].
  at::Tensor logit_scale(const weight_views& weights) const;

  /// 16 hexadecimal digits that identify architecture and weights; equal for equal models on every machine.
  std::string fingerprint() const;

  /// Writes a Hugging Face CLIP folder; see save_hugging_face.
  void save(const std::filesystem::path& folder, stored_type type = stored_type::fp32) const;

  /// Writes an open_clip safetensors file and open_clip_config.json beside it; see clip::save_open_clip.
  void save_open_clip(const std::filesystem::path& path, stored_type type = stored_type::fp32) const;

  /// Writes a folder for open_clip with its tokenizer; see clip::save_open_clip_folder.
  void save_open_clip_folder(const std::filesystem::path& folder, stored_type type = stored_type::fp32) const;

 private:
  struct shared {
    sdkt::clip::architecture numbers;
    clip_layout layout;
    std::shared_ptr<const sdkt::clip::tokenizer> words;
    model_origin origin;
  };

  void check_weights();

  std::shared_ptr<const shared> shared_;
  at::Tensor weights_P_;
};

static_assert(Backbone<model>);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/model.ipp>
#endif
