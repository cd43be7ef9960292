// SPDX-License-Identifier: MIT
//
// Reads the JSON files of a tokenizer, vocab.json and tokenizer.json, in one pass without a tree in memory.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip::detail {

/// Splits "left right" into a pair.
///
/// Errors: format_error that begins with `place`.
std::pair<std::string, std::string> split_merge(std::string_view line, const std::string& place);

/// The file that is read.
enum class json_layout { vocab_json, tokenizer_json };

/// Adds the tokens (and the merges, if the layout has them) of a JSON text.
void read_vocabulary_json(raw_vocabulary& raw, std::string_view json, json_layout layout,
                          const std::string& where);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/tokenizer/impl/vocabulary_json.ipp>
#endif
