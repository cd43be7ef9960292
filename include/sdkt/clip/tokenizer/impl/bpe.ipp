// SPDX-License-Identifier: MIT
//
// Definitions of bpe.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/tokenizer/bpe.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip {

SDKT_INLINE bool byte_pair_encoder::workspace::candidate::operator<(const candidate& other) const noexcept {
  return rank != other.rank ? rank > other.rank : left > other.left;
}

SDKT_INLINE byte_pair_encoder::byte_pair_encoder(const vocabulary& words)
    : inner_{words.inner_symbols}, final_{words.final_symbols} {
  merges_.reserve(words.merges.size());
  for (const vocabulary::merge& merge : words.merges) {
    merges_.emplace(key(merge.left, merge.right),
                    result{static_cast<std::uint32_t>(merges_.size()), merge.whole});
  }
}

SDKT_INLINE void byte_pair_encoder::encode(std::string_view bytes, std::vector<std::int32_t>& ids,
                                           workspace& space) const {
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
    // The neighbours may have changed since this pair was proposed.
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

SDKT_INLINE void byte_pair_encoder::propose(workspace& space, std::uint32_t left) const {
  const auto& first = space.symbols_[left];
  if (first.next == none) return;
  const auto merge = merges_.find(key(first.id, space.symbols_[first.next].id));
  if (merge == merges_.end()) return;
  space.heap_.push_back({merge->second.rank, left, merge->second.whole});
  std::push_heap(space.heap_.begin(), space.heap_.end());
}

}  // namespace sdkt::clip
