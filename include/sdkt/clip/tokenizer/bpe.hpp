// SPDX-License-Identifier: MIT
//
// Byte pair encoding: the bytes of a word become tokens by joining neighbours, the most frequent pair first.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sdkt/base/salted_hash.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip {

/// Splits words into the tokens of a vocabulary.
///
/// Of all neighbours that a merge joins, the pair of the earliest merge is joined first, the leftmost of
/// equals. Cost: n log n in the bytes of a word, so a word of a megabyte takes well under a second. Source:
/// Sennrich et al., Neural Machine Translation of Rare Words with Subword Units (ACL 2016); bytes and the
///   mark of a word's end as in OpenAI's CLIP.
class byte_pair_encoder {
 public:
  /// Memory that encoding needs, to be reused from word to word; one a thread.
  class workspace {
    friend class byte_pair_encoder;

    struct symbol {
      std::int32_t id;
      std::uint32_t previous, next;
    };
    struct candidate {
      std::uint32_t rank, left;
      std::int32_t whole;
      /// Heaps have the largest on top: later candidates are the smaller ones.
      bool operator<(const candidate& other) const noexcept {
        return rank != other.rank ? rank > other.rank : left > other.left;
      }
    };

    std::vector<symbol> symbols_;
    std::vector<candidate> heap_;
  };

  explicit byte_pair_encoder(const vocabulary& words)
      : inner_{words.inner_symbols}, final_{words.final_symbols} {
    merges_.reserve(words.merges.size());
    for (const vocabulary::merge& merge : words.merges) {
      merges_.emplace(key(merge.left, merge.right),
                      result{static_cast<std::uint32_t>(merges_.size()), merge.whole});
    }
  }

  /// Appends the ids of a word's tokens; bytes is not empty and has fewer than 2^32 - 1 bytes.
  void encode(std::string_view bytes, std::vector<std::int32_t>& ids, workspace& space) const {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    auto& symbols = space.symbols_;
    auto& heap = space.heap_;
    symbols.clear();
    heap.clear();
    for (std::uint32_t i = 0; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      symbols.push_back(
          {i + 1 == size ? final_[byte] : inner_[byte], i == 0 ? none : i - 1, i + 1 == size ? none : i + 1});
    }
    for (std::uint32_t i = 0; i + 1 < size; ++i) propose(space, i);

    while (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end());
      const auto best = heap.back();
      heap.pop_back();
      auto& left = symbols[best.left];
      if (left.id == joined || left.next == none) continue;
      auto& right = symbols[left.next];
      // The neighbours may have changed since they were proposed.
      const auto merge = merges_.find(key(left.id, right.id));
      if (merge == merges_.end() || merge->second.rank != best.rank) continue;
      left.id = best.whole;
      right.id = joined;
      left.next = right.next;
      if (left.next != none) symbols[left.next].previous = best.left;
      if (left.previous != none) propose(space, left.previous);
      propose(space, best.left);
    }
    for (std::uint32_t i = 0; i != none; i = symbols[i].next) ids.push_back(symbols[i].id);
  }

 private:
  struct result {
    std::uint32_t rank;
    std::int32_t whole;
  };
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  static constexpr std::int32_t joined = -1;  ///< the id of a symbol that its left neighbour has taken in

  static constexpr std::uint64_t key(std::int32_t left, std::int32_t right) noexcept {
    return static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint64_t>(right);
  }

  /// Puts the symbol at left and its right neighbour on the heap if a merge joins them.
  void propose(workspace& space, std::uint32_t left) const {
    const auto& first = space.symbols_[left];
    if (first.next == none) return;
    const auto merge = merges_.find(key(first.id, space.symbols_[first.next].id));
    if (merge == merges_.end()) return;
    space.heap_.push_back({merge->second.rank, left, merge->second.whole});
    std::push_heap(space.heap_.begin(), space.heap_.end());
  }

  std::array<std::int32_t, 256> inner_;
  std::array<std::int32_t, 256> final_;
  std::unordered_map<std::uint64_t, result, sdkt::detail::salted_hash> merges_;
};

}  // namespace sdkt::clip
