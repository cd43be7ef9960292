// SPDX-License-Identifier: MIT
//
// Definitions of vocabulary.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/salted_hash.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip {

SDKT_INLINE std::string byte_alphabet::symbol(unsigned char byte) const {
  std::string text;
  sdkt::detail::append_utf8(text, character_of[byte]);
  return text;
}

SDKT_INLINE const std::string* vocabulary::find(std::int32_t id) const noexcept {
  const auto found = std::lower_bound(entries.begin(), entries.end(), id,
                                      [](const entry& a, std::int32_t b) { return a.id < b; });
  return found != entries.end() && found->id == id ? &found->token : nullptr;
}

}  // namespace sdkt::clip

namespace sdkt::clip::detail {

SDKT_INLINE std::string in_quotes(std::string_view text) {
  return std::string{'"'}.append(sdkt::detail::shown_text(text)).append("\"");
}

/// The id of a required token.
SDKT_INLINE std::int32_t required_id(const raw_vocabulary& raw, const std::string& token,
                                     const std::string& where, const char* remedy) {
  const auto found = raw.ids.find(token);
  if (found == raw.ids.end())
    throw format_error{where, "the token " + in_quotes(token) + " is missing", remedy};
  return found->second;
}

SDKT_INLINE std::vector<vocabulary::entry> entries_by_id(raw_vocabulary& raw, const std::string& where) {
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
                       "give every token a unique id"};
  }
  return entries;
}

SDKT_INLINE std::vector<vocabulary::merge> merges_as_ids(const raw_vocabulary& raw,
                                                         const std::string& where) {
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
                         "use the vocabulary and the merges of the same model"};
    };
    const vocabulary::merge merge{id_of(left), id_of(right), id_of(left + right)};
    if (left + right == start_token || left + right == end_token) {
      throw format_error{where, place + ", produces a special token",
                         "remove it: text must never contain special tokens"};
    }
    if (!pairs.insert(std::uint64_t(merge.left) << 32 | std::uint64_t(merge.right)).second) {
      throw format_error{where, place + ", is listed twice", "list every merge once"};
    }
    merges.push_back(merge);
  }
  return merges;
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE vocabulary make_vocabulary(raw_vocabulary raw, const std::string& where) {
  vocabulary result;
  constexpr auto remedy = "use the files of a CLIP model's tokenizer";
  result.start_id = detail::required_id(raw, std::string{start_token}, where, remedy);
  result.end_id = detail::required_id(raw, std::string{end_token}, where, remedy);
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string symbol = alphabet.symbol(static_cast<unsigned char>(byte));
    result.inner_symbols[byte] = detail::required_id(raw, symbol, where, remedy);
    result.final_symbols[byte] = detail::required_id(raw, symbol + std::string{word_end}, where, remedy);
  }
  result.entries = detail::entries_by_id(raw, where);
  result.merges = detail::merges_as_ids(raw, where);

  std::int32_t largest = result.start_id;
  for (const std::int32_t id : result.inner_symbols) largest = std::max(largest, id);
  for (const std::int32_t id : result.final_symbols) largest = std::max(largest, id);
  for (const vocabulary::merge& merge : result.merges) largest = std::max(largest, merge.whole);
  if (largest > result.end_id) {
    throw format_error{
        where,
        "the token " + detail::in_quotes(*result.find(largest)) + " has the id " + std::to_string(largest) +
            ", larger than that of the end-of-text token, " + std::to_string(result.end_id),
        "give the end-of-text token the largest id: CLIP takes the features of a text at that token"};
  }
  return result;
}

}  // namespace sdkt::clip
