// SPDX-License-Identifier: MIT
//
// Definitions of exact_sum.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/exact_sum.hpp>
#include <sdkt/distributed/processes.hpp>

namespace sdkt::distributed::detail {

inline std::int64_t middle_of(const entry_range& whole) {
  constexpr std::int64_t line = 64;  // entries; at least a cache line for every type
  const std::int64_t half = (whole.size() / 2 + line - 1) / line * line;
  return std::min(whole.end, whole.first + half);
}

/// What a process has before each exchange, and after the last one.
inline std::vector<entry_range> ranges_of_process(std::int64_t num_entries, int rank, int size) {
  std::vector<entry_range> ranges{{0, num_entries}};
  for (int bit = 1; bit < size; bit <<= 1) {
    const entry_range& whole = ranges.back();
    ranges.push_back((rank & bit) == 0 ? lower_half(whole) : upper_half(whole));
  }
  return ranges;
}

/// The half that is not `own`.
inline entry_range other_half(const entry_range& whole, const entry_range& own) {
  return own.first == whole.first ? entry_range{own.end, whole.end} : entry_range{whole.first, own.first};
}

/// The fixed blocks of a norm: at least 16, and at least one per strand.
inline std::vector<entry_range> blocks_of(std::int64_t num_entries, std::int64_t num_strands) {
  std::vector<entry_range> blocks{{0, num_entries}};
  while (blocks.size() < 16 || std::cmp_less(blocks.size(), num_strands)) {
    std::vector<entry_range> halves;
    for (const entry_range& block : blocks) {
      halves.push_back(lower_half(block));
      halves.push_back(upper_half(block));
    }
    blocks = std::move(halves);
  }
  return blocks;
}

}  // namespace sdkt::distributed::detail

namespace sdkt::distributed {

SDKT_INLINE entry_range lower_half(const entry_range& whole) {
  return {whole.first, detail::middle_of(whole)};
}

SDKT_INLINE entry_range upper_half(const entry_range& whole) { return {detail::middle_of(whole), whole.end}; }

SDKT_INLINE entry_range range_of_process(std::int64_t num_entries, int rank, int size) {
  return detail::ranges_of_process(num_entries, rank, size).back();
}

SDKT_INLINE strand_sums::strand_sums(at::Tensor leaf, std::int64_t num_strands)
    : leaf_{std::move(leaf)}, num_strands_{num_strands} {}

SDKT_INLINE void strand_sums::end_strand() {
  // A binary counter: each set bit of num_done_ is a complete subtree that waits for its right neighbour.
  std::size_t level = 0;
  for (std::int64_t n = num_done_; (n & 1) != 0; n >>= 1) leaf_.add_(levels_[level++]);
  if (++num_done_ == num_strands_) return;
  if (level == levels_.size())
    levels_.push_back(at::empty(leaf_.sizes(), leaf_.options().requires_grad(false)));
  levels_[level].copy_(leaf_);
  leaf_.zero_();
}

SDKT_INLINE entry_range sum_by_halving(const processes& all, at::Tensor& vector_Q) {
  const std::vector<entry_range> ranges = detail::ranges_of_process(vector_Q.size(0), all.rank(), all.size());
  constexpr std::int64_t piece = std::int64_t{1} << 20;
  at::Tensor buffer;
  int bit = 1;
  for (std::size_t level = 0; level + 1 < ranges.size(); ++level, bit <<= 1) {
    const entry_range own = ranges[level + 1];
    const entry_range other = detail::other_half(ranges[level], own);
    if (!buffer.defined()) buffer = at::empty({std::min(piece, ranges[0].size())}, vector_Q.options());
    for (std::int64_t done = 0; done < std::max(own.size(), other.size()); done += piece) {
      const auto part = [&](const entry_range& half) {
        const std::int64_t first = std::min(half.end, half.first + done);
        return entry_range{first, std::min(half.end, first + piece)};
      };
      const entry_range added = part(own);
      at::Tensor received = buffer.narrow(0, 0, added.size());
      all.group().exchange(all.rank() ^ bit, part(other).of(vector_Q), received);
      added.of(vector_Q).add_(received);
    }
  }
  return ranges.back();
}

SDKT_INLINE void gather_by_doubling(const processes& all, at::Tensor& vector_Q) {
  const std::vector<entry_range> ranges = detail::ranges_of_process(vector_Q.size(0), all.rank(), all.size());
  int bit = all.size() >> 1;
  for (std::size_t level = ranges.size() - 1; level > 0; --level, bit >>= 1) {
    const entry_range own = ranges[level];
    at::Tensor received = detail::other_half(ranges[level - 1], own).of(vector_Q);
    all.group().exchange(all.rank() ^ bit, own.of(vector_Q), received);
  }
}

SDKT_INLINE at::Tensor squared_norm(const processes& all, const at::Tensor& vector_Q) {
  const std::vector<entry_range> blocks = detail::blocks_of(vector_Q.size(0), all.num_strands());
  const entry_range own = range_of_process(vector_Q.size(0), all.rank(), all.size());
  at::Tensor squares =
      at::zeros({std::ssize(blocks)}, vector_Q.options().dtype(at::kDouble).requires_grad(false));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].size() == 0 || blocks[i].first < own.first || blocks[i].end > own.end) continue;
    squares.select(0, static_cast<std::int64_t>(i))
        .copy_(
            at::linalg_vector_norm(blocks[i].of(vector_Q), 2, at::OptionalIntArrayRef{}, false, at::kDouble)
                .square());
  }
  // Every block belongs to one process, and x + 0 is exact.
  if (all.are_several()) squares = all.group().all_gather(squares).sum(0);
  return squares.sum();
}

}  // namespace sdkt::distributed
