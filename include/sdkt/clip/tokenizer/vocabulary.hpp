// SPDX-License-Identifier: MIT
//
// A CLIP vocabulary: tokens with their ids, the merges that build words from tokens, and the rules for a
// complete vocabulary.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::clip {

inline constexpr std::string_view start_token = "<|startoftext|>";
inline constexpr std::string_view end_token = "<|endoftext|>";
inline constexpr std::string_view word_end = "</w>";

/// The printable character that represents each byte in a vocabulary, and the bytes in a vocabulary's order.
struct byte_alphabet {
  std::array<char32_t, 256> character_of{};
  std::array<unsigned char, 256> order{};
  std::array<std::int16_t, 0x144> byte_of{};  ///< by character; -1 if the character represents no byte

  constexpr byte_alphabet() {
    byte_of.fill(-1);
    std::size_t next = 0;
    const auto add = [&](unsigned byte, unsigned character) {
      character_of[byte] = character;
      byte_of[character] = static_cast<std::int16_t>(byte);
      order[next++] = static_cast<unsigned char>(byte);
    };
    const auto printable = [](unsigned byte) {
      return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
    };
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (printable(byte)) add(byte, byte);
    }
    for (unsigned byte = 0, beyond = 256; byte < 256; ++byte) {
      if (!printable(byte)) add(byte, beyond++);
    }
  }

  /// The token of one byte inside a word.
  std::string symbol(unsigned char byte) const;
};

inline constexpr byte_alphabet alphabet{};

/// The common content of all file formats: tokens, ids and merges. The ids are in [0, 2^31); nothing else has
/// been checked.
///
/// Not a hash table: a file could be crafted so that all its tokens collide.
struct raw_vocabulary {
  std::map<std::string, std::int32_t> ids;
  std::vector<std::pair<std::string, std::string>> merges;  ///< the first is applied first
};

/// A complete and consistent vocabulary; see make_vocabulary.
struct vocabulary {
  struct entry {
    std::int32_t id;
    std::string token;
  };
  struct merge {
    std::int32_t left, right, whole;
  };

  std::vector<entry> entries;  ///< by id; ids may have gaps
  std::vector<merge> merges;   ///< the first is applied first
  std::array<std::int32_t, 256> inner_symbols{};
  std::array<std::int32_t, 256> final_symbols{};
  std::int32_t start_id = 0;
  std::int32_t end_id = 0;

  /// The token with an id; nullptr if there is none.
  [[nodiscard]] const std::string* find(std::int32_t id) const noexcept;
};

namespace detail {

std::string in_quotes(std::string_view text);

}  // namespace detail

/// Checks that a vocabulary can encode every text, and converts it to the form that encoding needs.
///
/// `where` is the name of the file, for errors.
/// Errors: format_error unless start, end and the 512 byte symbols exist, no two tokens have the same id,
/// every merge is listed once and has ids for its two parts and its result, and the end of text has the
/// largest of all ids that text can become (the text tower reads the features at the first largest id).
vocabulary make_vocabulary(raw_vocabulary raw, const std::string& where);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/tokenizer/impl/vocabulary.ipp>
#endif
