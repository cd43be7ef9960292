// SPDX-License-Identifier: MIT
//
// A CLIP vocabulary: tokens with their ids, the merges that build words of them, and the rules that make it
// whole.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/salted_hash.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/text/unicode.hpp>

namespace sdkt::clip {

inline constexpr std::string_view start_token = "<|startoftext|>";
inline constexpr std::string_view end_token = "<|endoftext|>";
inline constexpr std::string_view word_end = "</w>";

/// The printable character that stands for each byte in a vocabulary, and the bytes in a vocabulary's order.
struct byte_alphabet {
  std::array<char32_t, 256> character_of{};
  std::array<unsigned char, 256> order{};
  std::array<std::int16_t, 0x144> byte_of{};  ///< by character; -1 for none

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
  std::string symbol(unsigned char byte) const {
    std::string text;
    sdkt::detail::append_utf8(text, character_of[byte]);
    return text;
  }
};

inline constexpr byte_alphabet alphabet{};

/// What the file formats come down to: names and numbers, nothing checked but that every id lies in [0,
/// 2^31). No hash table: tokens of a file may be chosen so that their hashes agree.
struct raw_vocabulary {
  std::map<std::string, std::int32_t> ids;
  std::vector<std::pair<std::string, std::string>> merges;  ///< the first is applied first
};

/// A vocabulary that holds together: see make_vocabulary.
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

  /// The token of an id, else nullptr.
  const std::string* find(std::int32_t id) const noexcept {
    const auto found = std::lower_bound(entries.begin(), entries.end(), id,
                                        [](const entry& a, std::int32_t b) { return a.id < b; });
    return found != entries.end() && found->id == id ? &found->token : nullptr;
  }
};

namespace vocabulary_detail {

inline std::string in_quotes(std::string_view text) {
  return std::string{'"'}.append(sdkt::detail::shown_text(text)).append("\"");
}

/// The id of a token that has to exist.
inline std::int32_t required_id(const raw_vocabulary& raw, const std::string& token, const std::string& where,
                                const char* remedy) {
  const auto found = raw.ids.find(token);
  if (found == raw.ids.end())
    throw format_error{where, "the token " + in_quotes(token) + " is missing", remedy};
  return found->second;
}

inline std::vector<vocabulary::entry> entries_by_id(raw_vocabulary& raw, const std::string& where) {
  std::vector<vocabulary::entry> entries;
  entries.reserve(raw.ids.size());
  for (const auto& [token, id] : raw.ids) entries.push_back({id, token});
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.id != b.id ? a.id < b.id : a.token < b.token; });
  const auto twin = std::adjacent_find(entries.begin(), entries.end(),
                                       [](const auto& a, const auto& b) { return a.id == b.id; });
  if (twin != entries.end()) {
    throw format_error{where,
                       "the tokens " + in_quotes(twin->token) + " and " + in_quotes((twin + 1)->token) +
                           " both have the id " + std::to_string(twin->id),
                       "give every token an id of its own"};
  }
  return entries;
}

inline std::vector<vocabulary::merge> merges_as_ids(const raw_vocabulary& raw, const std::string& where) {
  std::vector<vocabulary::merge> merges;
  merges.reserve(raw.merges.size());
  std::unordered_set<std::uint64_t, sdkt::detail::salted_hash> pairs;
  for (const auto& [left, right] : raw.merges) {
    const std::string place =
        "merge " + std::to_string(merges.size() + 1) + ", " + in_quotes(left + " " + right);
    const auto id_of = [&](const std::string& token) {
      const auto found = raw.ids.find(token);
      if (found != raw.ids.end()) return found->second;
      throw format_error{where, place + ", needs the token " + in_quotes(token) + ", which has no id",
                         "use the vocabulary and the merges of one model"};
    };
    const vocabulary::merge merge{id_of(left), id_of(right), id_of(left + right)};
    if (left + right == start_token || left + right == end_token) {
      throw format_error{where, place + ", makes a special token", "remove it: text is never a command"};
    }
    if (!pairs.insert(std::uint64_t(merge.left) << 32 | std::uint64_t(merge.right)).second) {
      throw format_error{where, place + ", is listed twice", "list every merge once"};
    }
    merges.push_back(merge);
  }
  return merges;
}

}  // namespace vocabulary_detail

/// Checks that a vocabulary can encode every text and brings it into the form that encoding needs.
///
/// Errors: format_error unless start, end and the 512 byte symbols exist, no two tokens share an id, every
/// merge
///   has ids for its two parts and for what it makes and is listed once, and the end of text has the largest
///   of all ids that text can become (the text tower reads the features at the first largest id). where names
///   the file.
inline vocabulary make_vocabulary(raw_vocabulary raw, const std::string& where) {
  vocabulary result;
  constexpr auto remedy = "use the files of a CLIP model's tokenizer";
  result.start_id = vocabulary_detail::required_id(raw, std::string{start_token}, where, remedy);
  result.end_id = vocabulary_detail::required_id(raw, std::string{end_token}, where, remedy);
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string symbol = alphabet.symbol(static_cast<unsigned char>(byte));
    result.inner_symbols[byte] = vocabulary_detail::required_id(raw, symbol, where, remedy);
    result.final_symbols[byte] =
        vocabulary_detail::required_id(raw, symbol + std::string{word_end}, where, remedy);
  }
  result.entries = vocabulary_detail::entries_by_id(raw, where);
  result.merges = vocabulary_detail::merges_as_ids(raw, where);

  std::int32_t largest = result.start_id;
  for (const std::int32_t id : result.inner_symbols) largest = std::max(largest, id);
  for (const std::int32_t id : result.final_symbols) largest = std::max(largest, id);
  for (const vocabulary::merge& merge : result.merges) largest = std::max(largest, merge.whole);
  if (largest > result.end_id) {
    throw format_error{where,
                       "the token " + vocabulary_detail::in_quotes(*result.find(largest)) + " has the id " +
                           std::to_string(largest) + ", above the end of text with " +
                           std::to_string(result.end_id),
                       "give the end of text the largest id: CLIP reads a text's features there"};
  }
  return result;
}

}  // namespace sdkt::clip
