// SPDX-License-Identifier: MIT
//
// Definitions of model.hpp.
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
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/clip/text_tower.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/text/json_text.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip {

SDKT_INLINE model::model(const sdkt::clip::architecture& numbers, at::Tensor weights_P,
                         sdkt::clip::tokenizer words, model_origin origin)
    : shared_{std::make_shared<const shared>(
          shared{numbers, make_layout(numbers),
                 std::make_shared<const sdkt::clip::tokenizer>(std::move(words)), std::move(origin)})},
      weights_P_{std::move(weights_P)} {
  check_weights();
  const auto size = static_cast<std::int64_t>(shared_->words->vocabulary_size());
  if (size > numbers.vocabulary_size) {
    throw setting_error{"clip::model",
                        "the tokenizer has " + std::to_string(size) + " tokens, but the model has " +
                            std::to_string(numbers.vocabulary_size),
                        "use the tokenizer that belongs to the model"};
  }
}

SDKT_INLINE const sdkt::clip::tokenizer& model::tokenizer() const noexcept { return *shared_->words; }

SDKT_INLINE model model::with_weights(at::Tensor values_P) const {
  model other{*this};
  other.weights_P_ = std::move(values_P);
  other.check_weights();
  return other;
}

SDKT_INLINE at::Tensor model::encode_image(const weight_views& weights, const at::Tensor& pixels) const {
  return clip::encode_image(shared_->numbers, shared_->layout.image, weights, pixels);
}

SDKT_INLINE at::Tensor model::tokenize(const std::vector<std::string>& texts) const {
  const std::int64_t length = shared_->numbers.context_length;
  at::Tensor ids_TL = at::empty({static_cast<std::int64_t>(texts.size()), length}, at::kLong);
  auto* row = ids_TL.mutable_data_ptr<std::int64_t>();
  for (const std::string& text : texts) {
    const std::vector<std::int32_t> ids = (*shared_->words)(text, static_cast<std::size_t>(length));
    for (const std::int32_t id : ids) *row++ = id;
  }
  return ids_TL;
}

SDKT_INLINE at::Tensor model::random_token_ids(std::int64_t count, std::int64_t length,
                                               random_stream random) const {
  const std::int64_t context = shared_->numbers.context_length;
  if (count < 1 || length < 1 || length + 2 > context) {
    throw setting_error{"random sentences",
                        std::to_string(count) + " sentences of " + std::to_string(length) +
                            " ids between start and end do not fit a context of " + std::to_string(context),
                        "ask for 1 or more sentences of 1 to " + std::to_string(context - 2) + " ids"};
  }
  at::Tensor ids_TL = at::zeros({count, context}, at::kLong);
  auto* row = ids_TL.mutable_data_ptr<std::int64_t>();
  const auto words = static_cast<std::uint64_t>(shared_->words->vocabulary_size());
  for (std::int64_t sentence = 0; sentence < count; ++sentence, row += context) {
    row[0] = shared_->words->start_id();
    for (std::int64_t place = 1; place <= length; ++place)
      row[place] = static_cast<std::int64_t>(random.below(words));
    row[length + 1] = shared_->words->end_id();
  }
  return ids_TL;
}

SDKT_INLINE at::Tensor model::encode_text(const weight_views& weights, const at::Tensor& token_ids) const {
  return clip::encode_text(shared_->numbers, shared_->layout.text, weights, token_ids);
}

SDKT_INLINE at::Tensor model::logit_scale(const weight_views& weights) const {
  const at::Tensor& log_scale = weights[shared_->layout.logit_scale];
  return log_scale.to(log_scale.scalar_type() == at::kDouble ? at::kDouble : at::kFloat).exp();
}

SDKT_INLINE std::string model::fingerprint() const {
  sdkt::detail::fingerprint hash;
  hash.add(sdkt::clip::detail::open_clip_config(sdkt::clip::detail::with_usual_view(shared_->numbers)));
  if (!sdkt::clip::detail::has_usual_view(shared_->numbers))
    hash.add(sdkt::clip::detail::preprocessor_config(shared_->numbers));
  hash.add(sdkt::clip::detail::json_number(shared_->numbers.layer_norm_eps));
  hash.add(weights_P_.const_data_ptr(), static_cast<std::size_t>(weights_P_.nbytes()));
  return hash.hex();
}

SDKT_INLINE void model::save(const std::filesystem::path& folder, stored_type type) const {
  save_hugging_face(folder, shared_->numbers, shared_->layout.table, weights_P_, *shared_->words, type);
}

SDKT_INLINE void model::save_open_clip(const std::filesystem::path& path, stored_type type) const {
  clip::save_open_clip(path, shared_->numbers, shared_->layout.table, weights_P_, type);
}

SDKT_INLINE void model::save_open_clip_folder(const std::filesystem::path& folder, stored_type type) const {
  clip::save_open_clip_folder(folder, shared_->numbers, shared_->layout.table, weights_P_, *shared_->words,
                              type);
}

SDKT_INLINE void model::check_weights() {
  sdkt::detail::expect_shape("clip::model", weights_P_, {{"P", shared_->layout.table.size()}},
                             "pass flat weights of this architecture");
  if (weights_P_.scalar_type() != at::kFloat || !weights_P_.is_cpu()) {
    throw shape_error{"clip::model", "expected weights in fp32 on the CPU",
                      "convert them, and pass the encoders views of the copy on the compute device"};
  }
  weights_P_ = weights_P_.detach().contiguous();
}

}  // namespace sdkt::clip
