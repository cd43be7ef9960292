// SPDX-License-Identifier: MIT
//
// Settings that no file of a model states come from the options, or else are assumed and reported. Options
// that contradict a configuration are rejected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/load_options.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>

namespace sdkt::clip::detail {

constexpr std::string_view name_of(activation function) noexcept {
  return function == activation::gelu ? "gelu" : "quick_gelu";
}

/// Throws if the options contradict a configuration.
///
/// Errors: setting_error.
void expect_agreement(const std::filesystem::path& config, const architecture& numbers,
                      const load_options& options);

/// Sets heads and activation of a model without a configuration: the values of the options, or else the usual
/// values, which `numbers` already contains and which are added to the assumptions.
///
/// Errors: setting_error for a number of heads that does not divide the width.
void assume(architecture& numbers, const load_options& options, model_origin& origin);

/// Adds an assumption if the vocabulary has fewer tokens than the model has rows: it may be another model's.
void assume_vocabulary(const architecture& numbers, const tokenizer& words, model_origin& origin);

/// Uses the heads, activation and epsilon of a Hugging Face configuration beside open_clip's weights if its
/// sizes are those of the weights. For the configuration of another model, returns false and changes nothing.
bool take_hugging_face_numbers(const std::filesystem::path& config, architecture& numbers);

/// Throws if a configuration has another end of text than the vocabulary: the text tower reads its features
/// there. Old files state 2, which means the largest id.
///
/// Errors: format_error.
void check_end_of_text(const std::filesystem::path& path, std::int64_t end_id);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/assumptions.ipp>
#endif
