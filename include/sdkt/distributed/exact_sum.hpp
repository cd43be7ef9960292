// SPDX-License-Identifier: MIT
//
// Sums over strands and processes whose bytes do not depend on the number of processes.
//
// The gradients of S strands are added up pairwise, as a complete binary tree. A process holds S / R consecutive
// strands, which are a node of this tree. The processes then exchange halves of what they hold with rank ^ 1, rank ^ 2,
// rank ^ 4 ...: each exchange is one level of the tree, because a + b and b + a have the same bytes.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/processes.hpp>

namespace sdkt::distributed {

/// Entries [first, end) of a flat vector.
struct entry_range {
  std::int64_t first = 0;
  std::int64_t end = 0;

  std::int64_t size() const noexcept { return end - first; }
  bool operator==(const entry_range&) const = default;
  at::Tensor of(const at::Tensor& vector) const { return vector.narrow(0, first, size()); }
};

/// The halves of a range. They meet at a cache line, so that a vectorised operator on one half computes what it
/// computes on the whole.
[[nodiscard]] entry_range lower_half(const entry_range& whole);
[[nodiscard]] entry_range upper_half(const entry_range& whole);

/// The entries that a process has after sum_by_halving.
///
/// size: a power of two.
[[nodiscard]] entry_range range_of_process(std::int64_t num_entries, int rank, int size);

/// Adds up the gradients of consecutive strands pairwise, in place.
///
/// Memory: log2(strands) + 1 vectors; none for one strand.
class strand_sums {
 public:
  /// leaf [Q]: where the gradient of each strand is summed up, and at the end that of all. num_strands: a power of two.
  strand_sums(at::Tensor leaf, std::int64_t num_strands);

  /// The gradient of one strand is complete. Sets the leaf to 0 for the next one, or to the sum after the last one.
  void end_strand();

 private:
  at::Tensor leaf_;
  std::int64_t num_strands_;
  std::int64_t num_done_ = 0;
  std::vector<at::Tensor> levels_;
};

/// Adds up a vector [Q] over all processes. Afterwards each process has the sum of its own range; the
/// rest of the vector is unspecified.
///
/// Memory: two pieces of 4 MB. Cost: sends and receives Q (1 - 1 / size) entries.
entry_range sum_by_halving(const processes& all, at::Tensor& vector_Q);

/// Every process gets the ranges of all others: the inverse of the exchange of sum_by_halving, without arithmetic.
void gather_by_doubling(const processes& all, at::Tensor& vector_Q);

/// The square of the 2-norm of a vector, of which each process has its own range: [], double.
///
/// Result: the squares of fixed blocks are summed up one after the other, so it does not depend on the
/// number of processes.
[[nodiscard]] at::Tensor squared_norm(const processes& all, const at::Tensor& vector_Q);

}  // namespace sdkt::distributed

#if SDKT_HAS_DEFINITIONS
#include <sdkt/distributed/impl/exact_sum.ipp>
#endif
