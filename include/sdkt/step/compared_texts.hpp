// SPDX-License-Identifier: MIT
//
// The texts with which a loss compares images during one task, and which text belongs to which image.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/concepts/encoded.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/step/text_features.hpp>

namespace sdkt::step {

/// Texts as token ids, and for every reference image its label: the index of its class or of its text.
///
/// Shapes: texts.ids_TL int64 [T, L], undefined for a loss without texts; with paired texts, T is the number
/// of distinct texts. labels: one per reference image; empty if images have neither class nor caption.
struct compared_texts {
  text_ids texts;
  std::vector<std::int64_t> labels;
};

}  // namespace sdkt::step

namespace sdkt::detail {

/// The classes of labelled images; empty if an image has none.
std::vector<std::int64_t> labels_of(const std::vector<sample>& samples);

/// Texts without repetition, in the order of their first appearance, and the index of each text.
std::pair<std::vector<std::string>, std::vector<std::int64_t>> distinct_texts(
    const std::vector<std::string>& texts);

}  // namespace sdkt::detail

namespace sdkt::step {

/// The texts of one task.
///
/// Random: sentences are a function of (seed, purpose, task).
/// Errors: data_error if a loss needs texts that the reference of this task does not have.
template <class Model, class Loss>
compared_texts texts_to_compare(const Model& model, const Loss& loss, const task_reference& reference,
                                const text_ids& prompts, detail::random_key key) {
  constexpr text_source texts = compose::distill_loss_clauses<Loss>::texts;
  compared_texts result;
  if (reference.samples != nullptr) result.labels = detail::labels_of(*reference.samples);
  if constexpr (texts == text_source::class_prompts) {
    result.texts = prompts;
  } else if constexpr (texts == text_source::random_sentences) {
    key.purpose = random_purpose::sentences;
    const random_sentences& sentences = loss.sentences;
    result.texts.ids_TL = model.random_token_ids(sentences.count, sentences.length, random_stream{key});
  } else if constexpr (texts == text_source::reference_texts) {
    if (reference.texts == nullptr || reference.texts->empty()) {
      throw data_error{"reference", "the loss compares images with its texts, but it has none",
                       "add texts to the reference"};
    }
    result.texts.ids_TL = model.tokenize(*reference.texts);
  } else if constexpr (texts == text_source::paired_texts) {
    result.texts = prompts;
    if (reference.texts != nullptr) {
      if (reference.samples == nullptr || reference.texts->size() != reference.samples->size()) {
        throw data_error{"reference",
                         "it holds " + std::to_string(reference.texts->size()) + " texts for " +
                             std::to_string(reference.samples == nullptr ? 0 : reference.samples->size()) +
                             " images, but the loss compares each image with its own text",
                         "give one text per image"};
      }
      auto [distinct, places] = detail::distinct_texts(*reference.texts);
      result.texts.ids_TL = model.tokenize(distinct);
      result.labels = std::move(places);
    } else if (std::any_of(result.labels.begin(), result.labels.end(),
                           [&](std::int64_t label) { return label >= prompts.num_rows(); })) {
      throw data_error{"reference", "its images have classes that the current task does not have",
                       "use image-text pairs, or a loss over class prompts"};
    } else if (result.labels.empty() && reference.has_images()) {
      throw data_error{"reference",
                       "its images have neither texts nor classes, but the loss needs one of them",
                       "use image-text pairs, or the task's own images"};
    }
  }
  return result;
}

/// The texts of one task, with the ids on the device; empty if no teacher guides it.
template <std::size_t NumTeachers, class Model, class Loss>
compared_texts texts_of_task(const Model& model, const Loss& loss, const task_reference& reference,
                             const text_ids& prompts, const at::Device& device,
                             const detail::random_key& key) {
  compared_texts compared;
  if constexpr (NumTeachers > 0) {
    if (reference.has_images()) compared = texts_to_compare(model, loss, reference, prompts, key);
    if (compared.texts.ids_TL.defined()) compared.texts = compared.texts.to(device);
  }
  return compared;
}

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/compared_texts.ipp>
#endif
