// SPDX-License-Identifier: MIT
//
// Byte pair encoding: joins the bytes of a word into tokens, the most frequent pair of neighbours first.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/salted_hash.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip {

/// Splits words into the tokens of a vocabulary.
///
/// Among all neighbours that a merge can join, the pair of the earliest merge is joined first; of equal
/// pairs, the leftmost.
/// Cost: n log n in the bytes of a word, so a word of a megabyte takes well under a second.
/// Source: Sennrich et al., Neural Machine Translation of Rare Words with Subword Units (ACL 2016); bytes and
/// the mark at the end of a word as in OpenAI's CLIP.
class byte_pair_encoder {
 public:
  /// The memory that encoding needs, reused from word to word. Each thread needs its own.
  class workspace {
    friend class byte_pair_encoder;

    struct symbol {
      std::int32_t id;
      std::uint32_t previous, next;
    };
    struct candidate {
      std::uint32_t rank, left;
      std::int32_t whole;
      /// Later candidates compare as smaller, because a heap has its largest element on top.
      bool operator<(const candidate& other) const noexcept;
    };

    std::vector<symbol> symbols_;
    std::vector<candidate> heap_;
  };

  explicit byte_pair_encoder(const vocabulary& words);

  /// Appends the ids of a word's tokens. `bytes` must not be empty and must have fewer than 2^32 - 1 bytes.
  void encode(std::string_view bytes, std::vector<std::int32_t>& ids, workspace& space) const;

 private:
  struct result {
    std::uint32_t rank;
    std::int32_t whole;
  };
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  static constexpr std::int32_t joined = -1;  ///< the id of a symbol that was joined to its left neighbour

  static constexpr std::uint64_t key(std::int32_t left, std::int32_t right) noexcept {
    return static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint64_t>(right);
  }

  /// Pushes the symbol at `left` and its right neighbour onto the heap if a merge joins them.
  void propose(workspace& space, std::uint32_t left) const;

  std::array<std::int32_t, 256> inner_;
  std::array<std::int32_t, 256> final_;
  std::unordered_map<std::uint64_t, result, sdkt::detail::salted_hash> merges_;
};

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/tokenizer/impl/bpe.ipp>
#endif
