// SPDX-License-Identifier: MIT
//
// A CLIP: architecture, flat weights and words, as the value that a trainer takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/load_options.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/text_tower.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip {

/// CLIP with a vision transformer; satisfies Backbone.
///
/// A value: copies share the weights, and nothing changes them. The encoders are pure functions of the
/// weights they are given; wrap calls that need no gradient in at::NoGradGuard.
///
///   const auto model = sdkt::clip::load("models/vit-b-16");
///   const auto weights = sdkt::view_weights(model.layout(), model.weights());
///   const at::Tensor texts_TE = model.encode_text(weights, model.tokenize({"a photo of a dog.", "a cat"}));
class model {
 public:
  /// Shapes: weights_P [P], fp32 on the CPU, P = make_layout(numbers).table.size().
  /// Errors: shape_error for other weights, setting_error for numbers or words that do not fit each other.
  model(const sdkt::clip::architecture& numbers, at::Tensor weights_P, sdkt::clip::tokenizer words,
        model_origin origin = {})
      : shared_{std::make_shared<const shared>(
            shared{numbers, make_layout(numbers), std::move(words), std::move(origin)})},
        weights_P_{std::move(weights_P)} {
    check_weights();
    const auto size = static_cast<std::int64_t>(shared_->words.vocabulary_size());
    if (size > numbers.vocabulary_size) {
      throw setting_error{"clip::model",
                          "the tokenizer has " + std::to_string(size) + " tokens, the model " +
                              std::to_string(numbers.vocabulary_size),
                          "use the tokenizer that belongs to the model"};
    }
  }

  const sdkt::clip::architecture& architecture() const noexcept { return shared_->numbers; }
  const weight_layout& layout() const noexcept { return shared_->layout.table; }
  tower_ranges towers() const noexcept { return shared_->layout.towers; }
  const at::Tensor& weights() const noexcept { return weights_P_; }
  const sdkt::clip::tokenizer& tokenizer() const noexcept { return shared_->words; }
  std::int64_t image_size() const noexcept { return shared_->numbers.image_size; }
  /// How an image becomes the input.
  square_view view() const { return {shared_->numbers.image_size, shared_->numbers.view}; }
  /// How its files were understood, and what was assumed.
  const model_origin& origin() const noexcept { return shared_->origin; }

  /// The same architecture and words with other weights.
  model with_weights(at::Tensor values_P) const {
    model other{*this};
    other.weights_P_ = std::move(values_P);
    other.check_weights();
    return other;
  }

  /// As clip::encode_image: pixels uint8 [N, 3, S, S] -> [N, E], unit length.
  at::Tensor encode_image(const weight_views& weights, const at::Tensor& pixels) const {
    return clip::encode_image(shared_->numbers, shared_->layout.image, weights, pixels);
  }

  /// Ids of texts, each with start and end, padded with 0 and cut to the context length L: int64 [T, L].
  at::Tensor tokenize(const std::vector<std::string>& texts) const {
    const std::int64_t length = shared_->numbers.context_length;
    at::Tensor ids_TL = at::empty({static_cast<std::int64_t>(texts.size()), length}, at::kLong);
    auto* row = ids_TL.mutable_data_ptr<std::int64_t>();
    for (const std::string& text : texts) {
      const std::vector<std::int32_t> ids = shared_->words(text, static_cast<std::size_t>(length));
      for (const std::int32_t id : ids) *row++ = id;
    }
    return ids_TL;
  }

  /// Sentences of random ids out of the whole vocabulary, each between start and end, padded with 0: int64
  /// [T, L].
  ///
  /// An id that happens to be `end` shortens its sentence, as in the source.
  /// Errors: setting_error if a sentence with start and end is longer than the context.
  /// Source: LwF-VR as ZSCL's code runs it (virtual_vocab).
  at::Tensor random_token_ids(std::int64_t count, std::int64_t length, random_stream random) const {
    const std::int64_t context = shared_->numbers.context_length;
    if (count < 1 || length < 1 || length + 2 > context) {
      throw setting_error{"random sentences",
                          std::to_string(count) + " sentences of " + std::to_string(length) +
                              " ids between start and end do not fit a context of " + std::to_string(context),
                          "ask for 1 or more sentences of 1 to " + std::to_string(context - 2) + " ids"};
    }
    at::Tensor ids_TL = at::zeros({count, context}, at::kLong);
    auto* row = ids_TL.mutable_data_ptr<std::int64_t>();
    const auto words = static_cast<std::uint64_t>(shared_->words.vocabulary_size());
    for (std::int64_t sentence = 0; sentence < count; ++sentence, row += context) {
      row[0] = shared_->words.start_id();
      for (std::int64_t place = 1; place <= length; ++place)
        row[place] = static_cast<std::int64_t>(random.below(words));
      row[length + 1] = shared_->words.end_id();
    }
    return ids_TL;
  }

  /// As clip::encode_text: int64 [T, L] -> [T, E], unit length.
  at::Tensor encode_text(const weight_views& weights, const at::Tensor& token_ids) const {
    return clip::encode_text(shared_->numbers, shared_->layout.text, weights, token_ids);
  }

  /// The factor on cosines, exponentiated: [].
  at::Tensor logit_scale(const weight_views& weights) const {
    const at::Tensor& log_scale = weights[shared_->layout.logit_scale];
    return log_scale.to(log_scale.scalar_type() == at::kDouble ? at::kDouble : at::kFloat).exp();
  }

  /// 16 hexadecimal digits over architecture and weights; equal for equal models on every machine.
  std::string fingerprint() const {
    sdkt::detail::fingerprint hash;
    hash.add(sdkt::clip::detail::open_clip_config(sdkt::clip::detail::with_usual_view(shared_->numbers)));
    if (!sdkt::clip::detail::has_usual_view(shared_->numbers))
      hash.add(sdkt::clip::detail::preprocessor_config(shared_->numbers));
    hash.add(sdkt::clip::detail::json_number(shared_->numbers.layer_norm_eps));
    hash.add(weights_P_.const_data_ptr(), static_cast<std::size_t>(weights_P_.nbytes()));
    return hash.hex();
  }

  /// Writes a Hugging Face CLIP folder; see save_hugging_face.
  void save(const std::filesystem::path& folder, stored_type type = stored_type::fp32) const {
    save_hugging_face(folder, shared_->numbers, shared_->layout.table, weights_P_, shared_->words, type);
  }

  /// Writes an open_clip safetensors file and open_clip_config.json beside it; see clip::save_open_clip.
  void save_open_clip(const std::filesystem::path& path, stored_type type = stored_type::fp32) const {
    clip::save_open_clip(path, shared_->numbers, shared_->layout.table, weights_P_, type);
  }

  /// Writes a folder for open_clip with its tokenizer; see clip::save_open_clip_folder.
  void save_open_clip_folder(const std::filesystem::path& folder,
                             stored_type type = stored_type::fp32) const {
    clip::save_open_clip_folder(folder, shared_->numbers, shared_->layout.table, weights_P_, shared_->words,
                                type);
  }

 private:
  struct shared {
    sdkt::clip::architecture numbers;
    clip_layout layout;
    sdkt::clip::tokenizer words;
    model_origin origin;
  };

  void check_weights() {
    expect_shape("clip::model", weights_P_, {{"P", shared_->layout.table.size()}},
                 "pass flat weights of this architecture");
    if (weights_P_.scalar_type() != at::kFloat || !weights_P_.is_cpu()) {
      throw shape_error{"clip::model", "expected weights in fp32 on the CPU",
                        "convert them, and give the encoders views of the copy that computes"};
    }
    weights_P_ = weights_P_.detach().contiguous();
  }

  std::shared_ptr<const shared> shared_;
  at::Tensor weights_P_;
};

static_assert(Backbone<model>);

}  // namespace sdkt::clip
