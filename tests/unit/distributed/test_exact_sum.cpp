// SPDX-License-Identifier: MIT

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/thread_group.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/distributed/exact_sum.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/distributed/shares.hpp>

namespace {

using sdkt::distributed::batch_shares;
using sdkt::distributed::communicator;
using sdkt::distributed::image_range;
using sdkt::distributed::processes;
using sdkt_test::in_processes;

/// Numbers of very different sizes, so that another order of additions gives other bytes.
std::vector<at::Tensor> leaves(std::int64_t num_strands, std::int64_t entries) {
  std::vector<at::Tensor> result;
  for (std::int64_t strand = 0; strand < num_strands; ++strand) {
    sdkt::random_stream random{{.seed = 7, .index = static_cast<std::uint32_t>(strand)}};
    at::Tensor leaf = at::zeros({entries}, at::kFloat);
    auto* const value = leaf.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < entries; ++i)
      value[i] =
          static_cast<float>(std::ldexp(random.uniform() - 0.5, static_cast<int>(20 * random.uniform())));
    result.push_back(leaf);
  }
  return result;
}

/// The complete binary tree, written down directly.
at::Tensor tree(const std::vector<at::Tensor>& all, std::size_t first, std::size_t count) {
  if (count == 1) return all[first].clone();
  return tree(all, first, count / 2).add(tree(all, first + count / 2, count / 2));
}

/// The sum of all leaves by `size` processes: what each has after the exchange.
std::vector<at::Tensor> summed(const std::vector<at::Tensor>& all, int size) {
  return in_processes(size, [&](const std::shared_ptr<communicator>& group) {
    const processes here{group, std::ssize(all)};
    at::Tensor sum = at::zeros_like(all[0]);
    sdkt::distributed::strand_sums sums{sum, here.strands_here()};
    for (std::int64_t strand = 0; strand < here.strands_here(); ++strand) {
      sum.add_(all[static_cast<std::size_t>(here.first_strand() + strand)]);
      sums.end_strand();
    }
    sdkt::distributed::sum_by_halving(here, sum);
    sdkt::distributed::gather_by_doubling(here, sum);
    return sum;
  });
}

}  // namespace

TEST_CASE("the sum over processes has the bytes of the tree over strands, whatever the number of processes") {
  for (const std::int64_t entries : {1, 63, 64, 65, 200, 1000, 4096, 5001}) {
    for (const std::int64_t strands : {1, 2, 4, 8, 16}) {
      const std::vector<at::Tensor> all = leaves(strands, entries);
      const at::Tensor expected = tree(all, 0, all.size());
      for (int size = 1; size <= strands && size <= 8; size *= 2) {
        for (const at::Tensor& sum : summed(all, size)) REQUIRE(at::equal(sum, expected));
      }
    }
  }
}

TEST_CASE("a vector longer than a piece is summed piece by piece") {
  const std::vector<at::Tensor> all = leaves(4, (std::int64_t{1} << 22) + 777);
  const at::Tensor expected = tree(all, 0, all.size());
  for (const at::Tensor& sum : summed(all, 4)) CHECK(at::equal(sum, expected));
}

TEST_CASE("the leaves are such that another order gives other bytes") {
  const std::vector<at::Tensor> all = leaves(8, 1000);
  at::Tensor fold = all[0].clone();
  for (std::size_t strand = 1; strand < all.size(); ++strand) fold.add_(all[strand]);
  CHECK_FALSE(at::equal(fold, tree(all, 0, all.size())));
}

TEST_CASE("halves meet at a cache line, and the ranges of processes cover a vector once") {
  for (const std::int64_t entries : {0, 1, 64, 100, 128, 1000, 117'760}) {
    const sdkt::distributed::entry_range whole{0, entries};
    CHECK(lower_half(whole).first == 0);
    CHECK(upper_half(whole).end == entries);
    CHECK(lower_half(whole).end == upper_half(whole).first);
    CHECK((lower_half(whole).end % 64 == 0 || lower_half(whole).end == entries));
    for (int size = 1; size <= 16; size *= 2) {
      std::vector<int> owners(static_cast<std::size_t>(entries), 0);
      for (int rank = 0; rank < size; ++rank) {
        const auto own = sdkt::distributed::range_of_process(entries, rank, size);
        for (std::int64_t i = own.first; i < own.end; ++i) ++owners[static_cast<std::size_t>(i)];
      }
      for (const int owner : owners) REQUIRE(owner == 1);
    }
  }
}

TEST_CASE("the norm has the same bytes on any number of processes, and is the norm") {
  const at::Tensor vector = leaves(1, 5001)[0];
  std::vector<at::Tensor> found;
  for (int size = 1; size <= 8; size *= 2) {
    for (const at::Tensor& square : in_processes(size, [&](const std::shared_ptr<communicator>& group) {
           return sdkt::distributed::squared_norm(processes{group, 8}, vector);
         }))
      found.push_back(square);
  }
  for (const at::Tensor& square : found) CHECK(at::equal(square, found.front()));
  const double expected = at::linalg_vector_norm(vector.to(at::kDouble), 2).square().item<double>();
  CHECK(std::abs(found.front().item<double>() - expected) <= 1e-12 * expected);
}

TEST_CASE("micro-batches, strands and processes divide a batch without gaps") {
  for (std::int64_t images = 1; images <= 70; ++images) {
    for (const std::int64_t size : {0, 1, 3, 4, 32}) {
      for (const std::int64_t strands : {1, 2, 8, 16}) {
        const batch_shares shares{images, size, strands};
        std::int64_t next = 0;
        for (std::int64_t strand = 0; strand < strands; ++strand) {
          REQUIRE(shares.strand(strand).first == next);
          for (const image_range& part : shares.micro_batches(strand)) {
            REQUIRE(part.first == next);
            REQUIRE(part.count > 0);
            REQUIRE((size == 0 || part.count <= size));
            next = part.end();
          }
          REQUIRE(shares.strand(strand).end() == next);
        }
        REQUIRE(next == images);
        for (std::int64_t processes = 1; processes <= strands; processes *= 2) {
          std::int64_t end = 0;
          for (std::int64_t rank = 0; rank < processes; ++rank) {
            REQUIRE(shares.process(rank, processes).first == end);
            end = shares.process(rank, processes).end();
          }
          REQUIRE(end == images);
        }
      }
    }
  }
  CHECK(batch_shares{64, 0, 4}.strand(1) == image_range{16, 16});
  CHECK(batch_shares{5, 1, 8}.num_micro_batches() == 5);
}

TEST_CASE("rows of different numbers are gathered in the order of ranks") {
  const std::vector<std::int64_t> rows{2, 0, 3, 1};
  const auto gathered = in_processes(4, [&](const std::shared_ptr<communicator>& group) {
    const auto count = rows[static_cast<std::size_t>(group->rank())];
    const at::Tensor own = at::zeros({count, 2}).add(group->rank());
    return processes{group, 4}.gather_rows(own, rows);
  });
  const at::Tensor expected =
      at::cat({at::zeros({2, 2}), at::zeros({3, 2}).add(2), at::zeros({1, 2}).add(3)});
  for (const at::Tensor& all : gathered) CHECK(at::equal(all, expected));
}

TEST_CASE("processes alone gather themselves") {
  const processes alone;
  CHECK((alone.rank() == 0 && alone.size() == 1 && alone.is_first() && !alone.has_strands()));
  CHECK(alone.gather(std::int64_t{5}) == std::vector<std::int64_t>{5});
  CHECK(alone.gather(std::string{"a line"}) == std::vector<std::string>{"a line"});
  CHECK((alone.any(true) && !alone.any(false)));
}
