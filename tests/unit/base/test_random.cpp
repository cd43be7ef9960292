// SPDX-License-Identifier: MIT
//
// The counter-based generator: known answers, streams that never share numbers, and choices without bias.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <set>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/random.hpp>

namespace {

using sdkt::random_purpose;
using sdkt::random_stream;
using sdkt::detail::random_key;
using block = std::array<std::uint32_t, 4>;

block first_of(const random_key& key) {
  random_stream random{key};
  return {random(), random(), random(), random()};
}

/// Pearson's statistic of equally likely cells; its mean is cells - 1, its variance 2 (cells - 1).
double chi_square(const std::vector<std::int64_t>& counts) {
  const auto draws = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  const double expected = static_cast<double>(draws) / static_cast<double>(counts.size());
  double sum = 0;
  for (const std::int64_t count : counts) {
    const double excess = static_cast<double>(count) - expected;
    sum += excess * excess / expected;
  }
  return sum;
}

/// Five standard deviations above what chance gives, roughly; the streams are fixed, so this never flickers.
double bound_of(std::size_t cells) {
  const auto degrees = static_cast<double>(cells - 1);
  return degrees + 5 * std::sqrt(2 * degrees) + 10;
}

}  // namespace

TEST_CASE("Philox 4x32-10 gives the known answers of its authors") {
  constexpr auto ones = 0xFFFFFFFFU;
  static_assert(sdkt::detail::philox4x32({0, 0, 0, 0}, {0, 0}) ==
                block{0x6627E8D5U, 0xE169C58DU, 0xBC57AC4CU, 0x9B00DBD8U});
  CHECK(sdkt::detail::philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
        block{0x408F276DU, 0x41C83B0EU, 0xA20BC7C6U, 0x6D5451FDU});
  CHECK(sdkt::detail::philox4x32({0x243F6A88U, 0x85A308D3U, 0x13198A2EU, 0x03707344U},
                                 {0xA4093822U, 0x299F31D0U}) ==
        block{0xD16CFE09U, 0x94FDCCEBU, 0x5001E420U, 0x24126EA1U});
}

TEST_CASE("a stream is the Philox blocks whose counter holds index, pass, purpose and task") {
  const random_key key{
      .seed = 0x0123456789ABCDEFU, .purpose = random_purpose::task_crop, .task = 5, .pass = 6, .index = 7};
  random_stream random{key};
  for (std::uint32_t number = 0; number < 3; ++number) {
    const block expected =
        sdkt::detail::philox4x32({number, 7, 6, (std::uint32_t{3} << 24) | 5}, {0x89ABCDEFU, 0x01234567U});
    for (const std::uint32_t word : expected) CHECK(random() == word);
  }
}

TEST_CASE("streams of different seeds, purposes, tasks, passes and indices never begin alike") {
  std::set<block> seen;
  std::size_t keys = 0;
  const auto add = [&](const random_key& key) {
    seen.insert(first_of(key));
    ++keys;
  };
  const random_purpose purposes[] = {random_purpose::task_order,
                                     random_purpose::reference_order,
                                     random_purpose::task_crop,
                                     random_purpose::reference_crop,
                                     random_purpose::reference_subset,
                                     random_purpose::stream_order,
                                     random_purpose::initial_weights,
                                     random_purpose::sentences,
                                     random_purpose::fisher_labels,
                                     random_purpose::fisher_crop,
                                     random_purpose::user};
  for (const std::uint64_t seed : {0ULL, 1ULL, 1102ULL, 1ULL << 32, 1ULL << 63}) {
    for (const random_purpose purpose : purposes) {
      for (const std::uint32_t task : {0U, 1U, 2U, 255U, 0xFFFFFFU}) {
        for (const std::uint32_t pass : {0U, 1U, 2U, 0xFFFFFFFFU}) {
          for (const std::uint32_t index : {0U, 1U, 2U, 0xFFFFFFFFU}) {
            add({seed, purpose, task, pass, index});
          }
        }
      }
    }
  }
  CHECK(keys == 5 * 11 * 5 * 4 * 4);
  CHECK(seen.size() == keys);
}

TEST_CASE("two streams of one key are equal, however they are read") {
  random_stream left{{.seed = 3, .index = 9}};
  random_stream right{{.seed = 3, .index = 9}};
  for (int number = 0; number < 1000; ++number) CHECK(left() == right());
  random_stream copied = left;
  CHECK(copied.uniform() == left.uniform());
  CHECK(copied.below(10) == left.below(10));
}

TEST_CASE("uniform numbers lie in their range and fill it evenly over many keys") {
  double sum = 0, least = 1, greatest = 0;
  std::vector<std::int64_t> cells(100);
  constexpr std::uint32_t keys = 200'000;
  for (std::uint32_t index = 0; index < keys; ++index) {
    random_stream random{{.seed = 1102, .purpose = random_purpose::reference_crop, .index = index}};
    const double value = random.uniform();
    least = std::min(least, value);
    greatest = std::max(greatest, value);
    sum += value;
    ++cells[static_cast<std::size_t>(100 * value)];
  }
  CHECK(least >= 0.0);
  CHECK(greatest < 1.0);
  CHECK(least < 1e-4);
  CHECK(greatest > 1 - 1e-4);
  CHECK(std::abs(sum / keys - 0.5) < 5 * 0.2887 / std::sqrt(static_cast<double>(keys)));
  CHECK(chi_square(cells) < bound_of(cells.size()));
}

TEST_CASE("uniform numbers between two bounds stay between them") {
  random_stream random{{.seed = 8}};
  for (int number = 0; number < 10'000; ++number) {
    const double value = random.uniform(-3.0, -1.0);
    CHECK((value >= -3.0 && value < -1.0));
  }
  CHECK(random.uniform(2.5, 2.5) == 2.5);
}

TEST_CASE("whole numbers below a bound are equally likely for every small bound") {
  for (std::uint64_t bound = 1; bound <= 33; ++bound) {
    CAPTURE(bound);
    std::vector<std::int64_t> counts(bound);
    random_stream random{{.seed = bound, .purpose = random_purpose::stream_order}};
    bool in_range = true;
    for (std::uint64_t draw = 0; draw < 2'000 * bound; ++draw) {
      const std::uint64_t value = random.below(bound);
      in_range = in_range && value < bound;
      if (in_range) ++counts[value];
    }
    CHECK(in_range);
    CHECK(chi_square(counts) < bound_of(counts.size()));
  }
}

TEST_CASE("large bounds give large numbers, up to the whole range of 32 bits") {
  random_stream random{{.seed = 4}};
  std::uint64_t greatest = 0, sum = 0;
  for (int number = 0; number < 10'000; ++number) {
    const std::uint64_t value = random.below(std::uint64_t{1} << 32);
    greatest = std::max(greatest, value);
    sum += value >> 16;
  }
  CHECK(greatest < std::uint64_t{1} << 32);
  CHECK(greatest > 0xFF000000U);
  CHECK(std::abs(static_cast<double>(sum) / 10'000 - 32767.5) < 5 * 189.2);
  // A bound of two thirds of the range: a plain remainder would give the lower half twice as often.
  const std::uint64_t bound = 0xAAAAAAABU;
  std::vector<std::int64_t> halves(2);
  for (int number = 0; number < 30'000; ++number) ++halves[random.below(bound) < bound / 2 ? 0U : 1U];
  CHECK(chi_square(halves) < bound_of(halves.size()));
}

TEST_CASE("a random permutation holds every number once, for every size") {
  for (std::uint32_t size = 0; size <= 200; ++size) {
    CAPTURE(size);
    auto order = sdkt::detail::random_permutation(size, {.seed = size});
    CHECK(order == sdkt::detail::random_permutation(size, {.seed = size}));
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> all(size);
    std::iota(all.begin(), all.end(), 0U);
    CHECK(order == all);
  }
}

TEST_CASE("all permutations of four are equally likely") {
  std::vector<std::int64_t> counts(256);
  for (std::uint32_t index = 0; index < 24'000; ++index) {
    const auto order = sdkt::detail::random_permutation(4, {.seed = 6, .index = index});
    ++counts[order[0] | (order[1] << 2) | (order[2] << 4) | (order[3] << 6)];
  }
  std::vector<std::int64_t> seen;
  std::copy_if(counts.begin(), counts.end(), std::back_inserter(seen), [](auto count) { return count > 0; });
  CHECK(seen.size() == 24);
  CHECK(chi_square(seen) < bound_of(seen.size()));
}

TEST_CASE("permutations of different passes, tasks and purposes differ") {
  const auto base = sdkt::detail::random_permutation(100, {.seed = 1, .purpose = random_purpose::task_order});
  CHECK(base !=
        sdkt::detail::random_permutation(100, {.seed = 1, .purpose = random_purpose::task_order, .pass = 1}));
  CHECK(base !=
        sdkt::detail::random_permutation(100, {.seed = 1, .purpose = random_purpose::task_order, .task = 1}));
  CHECK(base !=
        sdkt::detail::random_permutation(100, {.seed = 1, .purpose = random_purpose::reference_order}));
  CHECK(base != sdkt::detail::random_permutation(100, {.seed = 2, .purpose = random_purpose::task_order}));
}
