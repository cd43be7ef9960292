// SPDX-License-Identifier: MIT
//
// Definitions of tokenizer.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/clip/tokenizer/bpe.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>
#include <sdkt/clip/tokenizer/vocabulary_files.hpp>
#include <sdkt/text/nfc.hpp>
#include <sdkt/text/text_repair.hpp>
#include <sdkt/text/unicode.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE std::u32string clean(std::string_view text, text_form form) {
  std::u32string composed = sdkt::detail::decode_utf8(text);
  if (form != text_form::hugging_face) composed = sdkt::detail::repair_text(composed);
  if (form == text_form::open_clip) {
    std::u32string lower = sdkt::detail::lower_case_of_words(composed);
    // Python's regex with IGNORECASE finds U+0345 (iota below) in none of the pattern's classes.
    std::replace(lower.begin(), lower.end(), char32_t{0x345}, U' ');
    return lower;
  }
  sdkt::detail::normalise_nfc(composed);
  std::u32string lower;
  lower.reserve(composed.size());
  for (const char32_t code : composed) sdkt::detail::append_lower_case(lower, code);
  return lower;
}

/// The length of the word at the beginning of a text. The text must not be empty or begin with white space.
///
/// Source: the pattern of OpenAI's CLIP, simple_tokenizer.py:
///
///     <|startoftext|>|<|endoftext|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
///
/// split_words handles the first two alternatives, as ordinary text.
SDKT_INLINE std::size_t word_length(std::u32string_view text, text_form form) noexcept {
  using sdkt::detail::character_kind;
  if (text.front() == U'\'') {
    if (form == text_form::open_clip && text.starts_with(U"'\u017F")) return 2;  // a long s counts as an s
    for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"}) {
      if (text.starts_with(ending)) return ending.size();
    }
  }
  const character_kind kind = sdkt::detail::kind_of(text.front());
  std::size_t length = 1;
  if (kind == character_kind::number) return length;
  while (length < text.size() && sdkt::detail::kind_of(text[length]) == kind) ++length;
  return length;
}

/// Calls use(word) for every word of a cleaned text until use returns false.
template <typename Use>
void split_words(std::u32string_view text, text_form form, Use&& use) {
  using namespace std::literals;
  constexpr std::array special{U"<|startoftext|>"sv, U"<|endoftext|>"sv};
  bool more = true;
  const auto take = [&](std::size_t length) {
    more = use(text.substr(0, length));
    text.remove_prefix(length);
  };
  while (more && !text.empty()) {
    if (sdkt::detail::kind_of(text.front()) == sdkt::detail::character_kind::space) {
      text.remove_prefix(1);
      continue;
    }
    std::size_t name_length = 0;
    for (const std::u32string_view token : special) {
      if (text.starts_with(token)) name_length = token.size() - 4;
    }
    if (name_length == 0) {
      take(word_length(text, form));
    } else {  // three words: <|, the name and |>. The last one ends here, even before other symbols
      take(2);
      if (more) take(name_length);
      if (more) take(2);
    }
  }
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE tokenizer tokenizer::load(const std::filesystem::path& folder_or_file, text_form form) {
  return tokenizer{std::make_shared<const state>(read_vocabulary(folder_or_file)), form};
}

SDKT_INLINE std::string tokenizer::differs_in(std::string_view text) const {
  if (form_ == text_form::hugging_face) return {};
  const std::u32string points = sdkt::detail::decode_utf8(text);
  const std::size_t misread = sdkt::detail::misread_place(points);
  if (misread != std::u32string::npos) {
    std::string part;
    for (const char32_t code : points.substr(misread, 8)) sdkt::detail::append_utf8(part, code);
    return "\"" + sdkt::detail::shown_text(text) + "\" holds \"" + sdkt::detail::shown_text(part) +
           "\", UTF-8 decoded with the wrong encoding, which open_clip would repair";
  }
  if (form_ == text_form::open_clip) {
    std::u32string lower = sdkt::detail::lower_case_of_words(points);
    for (const std::u32string_view token : {U"<start_of_text>", U"<end_of_text>"}) {
      if (lower.find(token) == std::u32string::npos) continue;
      return "\"" + sdkt::detail::shown_text(text) +
             "\" contains a special token of open_clip, which is treated as ordinary text here";
    }
  }
  return {};
}

SDKT_INLINE std::vector<std::int32_t> tokenizer::encode(std::string_view text) const {
  return encode_up_to(text, std::numeric_limits<std::size_t>::max());
}

SDKT_INLINE std::vector<std::int32_t> tokenizer::operator()(std::string_view text,
                                                            std::size_t context_length) const {
  if (context_length < 2) {
    throw setting_error{"context_length", "expected at least 2 ids but got " + std::to_string(context_length),
                        "use the context length of the model, for example 77"};
  }
  const std::vector<std::int32_t> words = encode_up_to(text, context_length - 2);
  std::vector<std::int32_t> ids;
  ids.reserve(context_length);
  ids.push_back(start_id());
  ids.insert(ids.end(), words.begin(), words.end());
  ids.push_back(end_id());
  ids.resize(context_length, 0);
  return ids;
}

SDKT_INLINE std::string tokenizer::decode(std::span<const std::int32_t> ids) const {
  std::string bytes;
  for (const std::int32_t id : ids) {
    if (id == end_id()) break;
    if (id != start_id()) append_token(bytes, id);
  }
  if (!bytes.empty() && bytes.back() == ' ') bytes.pop_back();
  std::string text;  // ids that were cut or made up may split a character
  for (const char32_t code : sdkt::detail::decode_utf8(bytes)) sdkt::detail::append_utf8(text, code);
  return text;
}

SDKT_INLINE std::size_t tokenizer::vocabulary_size() const noexcept {
  return static_cast<std::size_t>(state_->words.entries.back().id) + 1;
}

SDKT_INLINE void tokenizer::save(const std::filesystem::path& folder, std::size_t context_length) const {
  write_vocabulary(state_->words, folder, context_length);
}

SDKT_INLINE std::vector<std::int32_t> tokenizer::encode_up_to(std::string_view text,
                                                              std::size_t limit) const {
  std::vector<std::int32_t> ids;
  byte_pair_encoder::workspace space;
  std::string bytes;
  detail::split_words(detail::clean(text, form_), form_, [&](std::u32string_view word) {
    bytes.clear();
    for (const char32_t code : word) sdkt::detail::append_utf8(bytes, code);
    state_->encoder.encode(bytes, ids, space);
    return ids.size() < limit;
  });
  if (ids.size() > limit) ids.resize(limit);
  return ids;
}

SDKT_INLINE void tokenizer::append_token(std::string& bytes, std::int32_t id) const {
  const std::string* found = state_->words.find(id);
  if (found == nullptr) {
    throw data_error{"id " + std::to_string(id), "the vocabulary has no token with this id",
                     "decode with the tokenizer that encoded the text"};
  }
  std::string_view token = *found;
  const bool ends_word = token.ends_with(word_end);
  if (ends_word) token.remove_suffix(word_end.size());
  for (const char32_t code : sdkt::detail::decode_utf8(token)) {
    const int byte = code < alphabet.byte_of.size() ? alphabet.byte_of[code] : -1;
    if (byte >= 0) {
      bytes.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
    } else {
      sdkt::detail::append_utf8(bytes, code);
    }
  }
  if (ends_word) bytes.push_back(' ');
}

}  // namespace sdkt::clip
