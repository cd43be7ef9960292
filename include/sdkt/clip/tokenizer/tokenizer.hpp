// SPDX-License-Identifier: MIT
//
// CLIP's tokenizer: converts text to the ids that the text tower reads, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/tokenizer/bpe.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip {

namespace detail {

/// The text that is split into words: repaired if the form requires it, in normal form C and in lower case.
std::u32string clean(std::string_view text, text_form form);

}  // namespace detail

/// Turns text into ids of a CLIP vocabulary and back.
///
/// Copies are cheap and share the vocabulary, which never changes. Threads may share a tokenizer.
///
/// Texts are read as the program of the model's form reads them (text_form): hugging_face as transformers'
/// CLIPTokenizer, in the Unicode versions of its tokenizers 0.23; open_clip as the tokenizers of open_clip
/// and OpenAI, with the repairs of repair_text. Every text can be encoded: bytes that are not UTF-8 are read
/// as U+FFFD.
/// Errors: load throws file_error and format_error, the call operator setting_error, decode data_error, and
/// save file_error.
/// Cost: loading OpenAI's vocabulary takes about a tenth of a second; a prompt takes some microseconds.
/// Memory: encoding needs at most 48 times the text, or 64 times if the text is repaired.
/// Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (ICML 2021);
/// OpenAI's simple_tokenizer.py.
/// Differs: `<|startoftext|>` and `<|endoftext|>` in a text, and open_clip's `<start_of_text>` and
/// `<end_of_text>`, are ordinary words and never become the special ids. Text that was once read in the wrong
/// encoding ("cafÃ©") is not repaired; differs_in reports it. The padding is 0, as in open_clip, while
/// Hugging Face repeats the end of text; the text tower reads nothing behind the first end.
/// Example:
///
///     const auto tokens = sdkt::clip::tokenizer::load("models/vit-b-16");
///     const auto ids = tokens("a photo of a dog.", 77);  // 49406 320 1125 539 320 1929 269 49407 0 0 ...
class tokenizer {
 public:
  /// Reads the vocabulary of a folder or file; see read_vocabulary for the names of the files.
  [[nodiscard]] static tokenizer load(const std::filesystem::path& folder_or_file,
                                      text_form form = text_form::hugging_face);

  /// The program whose reading of texts this tokenizer follows.
  text_form form() const noexcept { return form_; }

  /// A sentence about what the form's own program would read differently in a text; empty if nothing differs.
  std::string differs_in(std::string_view text) const;

  /// The ids of a text, without start and end.
  std::vector<std::int32_t> encode(std::string_view text) const;

  /// Start, the ids of the text and end, padded with 0 to context_length ids. A text that is too long is cut,
  /// and the end follows.
  std::vector<std::int32_t> operator()(std::string_view text, std::size_t context_length) const;

  /// The words of ids, separated by one space. Skips a start, and stops at an end.
  ///
  /// The original spaces and upper case are lost.
  /// Errors: data_error for an id that is not in the vocabulary.
  std::string decode(std::span<const std::int32_t> ids) const;

  std::int32_t start_id() const noexcept { return state_->words.start_id; }
  std::int32_t end_id() const noexcept { return state_->words.end_id; }

  /// The largest id plus 1: the smallest number of rows for a text tower's table of token embeddings.
  std::size_t vocabulary_size() const noexcept;

  /// Writes vocab.json, merges.txt and tokenizer_config.json, with which Hugging Face's CLIPTokenizer gives
  /// the same ids. context_length, unless 0, is the length to which that tokenizer then cuts texts.
  void save(const std::filesystem::path& folder, std::size_t context_length = 0) const;

 private:
  struct state {
    explicit state(vocabulary v) : words{std::move(v)}, encoder{words} {}

    vocabulary words;
    byte_pair_encoder encoder;
  };

  tokenizer(std::shared_ptr<const state> s, text_form form) : state_{std::move(s)}, form_{form} {}

  /// The first ids of a text, at most `limit`. The rest of the text is not encoded.
  std::vector<std::int32_t> encode_up_to(std::string_view text, std::size_t limit) const;

  /// Appends the bytes of a token, and a space if it ends a word.
  void append_token(std::string& bytes, std::int32_t id) const;

  std::shared_ptr<const state> state_;
  text_form form_;
};

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/tokenizer/impl/tokenizer.ipp>
#endif
