// SPDX-License-Identifier: MIT
//
// CLIP's tokenizer: text to the ids that the text tower reads, and back.
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
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/tokenizer/bpe.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>
#include <sdkt/clip/tokenizer/vocabulary_files.hpp>
#include <sdkt/text/nfc.hpp>
#include <sdkt/text/text_repair.hpp>
#include <sdkt/text/unicode.hpp>

namespace sdkt::clip {

namespace tokenizer_detail {

/// Text as the words are looked for in: repaired where the form says so, in normal form C, in lower case.
inline std::u32string clean(std::string_view text, text_form form) {
  std::u32string composed = sdkt::detail::decode_utf8(text);
  if (form != text_form::hugging_face) composed = sdkt::detail::repair_text(composed);
  if (form == text_form::open_clip) {
    std::u32string lower = sdkt::detail::lower_case_of_words(composed);
    // Python's regex, which is told to ignore case, finds an iota below in none of the pattern's classes.
    std::replace(lower.begin(), lower.end(), char32_t{0x345}, U' ');
    return lower;
  }
  sdkt::detail::normalise_nfc(composed);
  std::u32string lower;
  lower.reserve(composed.size());
  for (const char32_t code : composed) sdkt::detail::append_lower_case(lower, code);
  return lower;
}

/// The length of the word that text starts with; text is not empty and starts with no white space.
///
/// Source: the pattern of OpenAI's CLIP, simple_tokenizer.py:
///
///     <|startoftext|>|<|endoftext|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
///
/// Its first two words, as text that somebody wrote, are looked for by split_words.
inline std::size_t word_length(std::u32string_view text, text_form form) noexcept {
  using sdkt::detail::character_kind;
  if (text.front() == U'\'') {
    if (form == text_form::open_clip && text.starts_with(U"'\u017F")) return 2;  // a long s is an s there
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

/// Calls use(word) with every word of a clean text until it returns false.
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
    } else {  // the three words <|, the name, |>: the last one does not run on into what follows
      take(2);
      if (more) take(name_length);
      if (more) take(2);
    }
  }
}

}  // namespace tokenizer_detail

/// Turns text into ids of a CLIP vocabulary and back.
///
/// Copies are cheap and share their vocabulary. It never changes, so any number of threads may use one
/// tokenizer.
///
/// Errors: load throws file_error and format_error, the call setting_error, decode data_error, save
/// file_error.
///   Every text can be encoded: bytes that are no UTF-8 are read as U+FFFD.
/// Cost: loading OpenAI's vocabulary takes about a tenth of a second; a prompt takes some microseconds.
/// Memory: encoding takes at most 48 times the text, and 64 times where it is repaired.
/// Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (ICML 2021);
///   OpenAI's simple_tokenizer.py.
/// Texts are read as the program of the model's form reads them: text_form. hugging_face is transformers'
///   CLIPTokenizer, in the Unicode versions of its tokenizers 0.23; open_clip is open_clip's and OpenAI's
///   with the repairs of repair_text.
/// Differs: `<|startoftext|>` and `<|endoftext|>` in a text, and open_clip's `<start_of_text>` and
///   `<end_of_text>`, are words like any other and never become the special ids. Text whose encoding was
///   mistaken once ("cafÃ©") is not repaired; differs_in says so. The padding is 0, as in open_clip, where
///   Hugging Face repeats the end of text; the text tower reads nothing behind the first end.
///
///   const auto tokens = sdkt::clip::tokenizer::load("models/vit-b-16");
///   const auto ids = tokens("a photo of a dog.", 77);  // 49406 320 1125 539 320 1929 269 49407 0 0 ...
class tokenizer {
 public:
  /// Reads the vocabulary of a folder or file; read_vocabulary says which names are looked for.
  static tokenizer load(const std::filesystem::path& folder_or_file,
                        text_form form = text_form::hugging_face) {
    return tokenizer{std::make_shared<const state>(read_vocabulary(folder_or_file)), form};
  }

  /// Whose reading of texts this is.
  text_form form() const noexcept { return form_; }

  /// What of a text the program of the form would read in another way, as a sentence; empty if there is
  /// nothing.
  std::string differs_in(std::string_view text) const {
    if (form_ == text_form::hugging_face) return {};
    const std::u32string points = sdkt::detail::decode_utf8(text);
    const std::size_t misread = sdkt::detail::misread_place(points);
    if (misread != std::u32string::npos) {
      std::string part;
      for (const char32_t code : points.substr(misread, 8)) sdkt::detail::append_utf8(part, code);
      return "\"" + sdkt::detail::shown_text(text) + "\" holds \"" + sdkt::detail::shown_text(part) +
             "\", UTF-8 that was read in another encoding, which open_clip would repair";
    }
    if (form_ == text_form::open_clip) {
      std::u32string lower = sdkt::detail::lower_case_of_words(points);
      for (const std::u32string_view token : {U"<start_of_text>", U"<end_of_text>"}) {
        if (lower.find(token) == std::u32string::npos) continue;
        return "\"" + sdkt::detail::shown_text(text) +
               "\" holds a special token of open_clip, which are words here";
      }
    }
    return {};
  }

  /// The ids of a text, without start and end.
  std::vector<std::int32_t> encode(std::string_view text) const {
    return encode_up_to(text, std::numeric_limits<std::size_t>::max());
  }

  /// Start, the ids of the text and end, padded with 0 to context_length ids; a longer text is cut before the
  /// end.
  std::vector<std::int32_t> operator()(std::string_view text, std::size_t context_length) const {
    if (context_length < 2) {
      throw setting_error{"context_length",
                          "expected at least 2 ids but got " + std::to_string(context_length),
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

  /// The words of ids with one space between; a start is skipped and nothing behind an end is read.
  ///
  /// What spaces and upper case the text had is lost. Errors: data_error for an id that the vocabulary lacks.
  std::string decode(std::span<const std::int32_t> ids) const {
    std::string bytes;
    for (const std::int32_t id : ids) {
      if (id == end_id()) break;
      if (id != start_id()) append_token(bytes, id);
    }
    if (!bytes.empty() && bytes.back() == ' ') bytes.pop_back();
    std::string text;  // ids that were cut or made up may break a character apart
    for (const char32_t code : sdkt::detail::decode_utf8(bytes)) sdkt::detail::append_utf8(text, code);
    return text;
  }

  std::int32_t start_id() const noexcept { return state_->words.start_id; }
  std::int32_t end_id() const noexcept { return state_->words.end_id; }

  /// The largest id plus 1: the rows that a text tower's table of token embeddings must have at least.
  std::size_t vocabulary_size() const noexcept {
    return static_cast<std::size_t>(state_->words.entries.back().id) + 1;
  }

  /// Writes vocab.json, merges.txt and tokenizer_config.json, with which Hugging Face's CLIPTokenizer gives
  /// the same ids; context_length, unless 0, is the length to which it then cuts.
  void save(const std::filesystem::path& folder, std::size_t context_length = 0) const {
    write_vocabulary(state_->words, folder, context_length);
  }

 private:
  struct state {
    explicit state(vocabulary v) : words{std::move(v)}, encoder{words} {}

    vocabulary words;
    byte_pair_encoder encoder;
  };

  tokenizer(std::shared_ptr<const state> s, text_form form) : state_{std::move(s)}, form_{form} {}

  /// The first ids of a text, at most limit; what lies behind them is not encoded.
  std::vector<std::int32_t> encode_up_to(std::string_view text, std::size_t limit) const {
    std::vector<std::int32_t> ids;
    byte_pair_encoder::workspace space;
    std::string bytes;
    tokenizer_detail::split_words(tokenizer_detail::clean(text, form_), form_, [&](std::u32string_view word) {
      bytes.clear();
      for (const char32_t code : word) sdkt::detail::append_utf8(bytes, code);
      state_->encoder.encode(bytes, ids, space);
      return ids.size() < limit;
    });
    if (ids.size() > limit) ids.resize(limit);
    return ids;
  }

  /// Appends the bytes of a token, and a space if it ends a word.
  void append_token(std::string& bytes, std::int32_t id) const {
    const std::string* found = state_->words.find(id);
    if (found == nullptr) {
      throw data_error{"id " + std::to_string(id), "the vocabulary has no token of this id",
                       "decode with the tokenizer that encoded"};
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

  std::shared_ptr<const state> state_;
  text_form form_;
};

}  // namespace sdkt::clip
