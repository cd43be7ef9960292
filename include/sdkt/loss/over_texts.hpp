// SPDX-License-Identifier: MIT
//
// Shared by losses that are templates over the source of texts: x_over<text_source::...>.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/encoded.hpp>

namespace sdkt::detail {

struct no_sentences {};

/// Type of the member `sentences` of a loss over texts: random_sentences, or an empty struct for other
/// sources of texts.
template <text_source Texts>
using sentences_of =
    std::conditional_t<Texts == text_source::random_sentences, random_sentences, no_sentences>;

constexpr std::string_view name_of(text_source texts) noexcept {
  switch (texts) {
    case text_source::none:
      return "none";
    case text_source::class_prompts:
      return "class_prompts";
    case text_source::reference_texts:
      return "reference_texts";
    case text_source::random_sentences:
      return "random_sentences";
    case text_source::paired_texts:
      return "paired_texts";
  }
  return "";
}

/// Adds the settings that describe the texts of a loss.
template <class Loss>
void describe_texts(const Loss& loss, setting_list& settings) {
  settings.set("compared_texts", std::string{name_of(Loss::texts)});
  if constexpr (Loss::texts == text_source::random_sentences) {
    settings.set("num_sentences", loss.sentences.count);
    settings.set("sentence_length", loss.sentences.length);
  }
}

}  // namespace sdkt::detail
