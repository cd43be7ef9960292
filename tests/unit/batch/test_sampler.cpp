// SPDX-License-Identifier: MIT
//
// Batches are drawn without replacement, and from (seed, purpose, task, pass) alone.
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/batch/sampler.hpp>

namespace {

using indices = std::vector<std::uint32_t>;

/// Sizes and batch sizes that differ from seed to seed.
sdkt::batch::batch_sampler_options some_options(std::uint64_t seed) {
  sdkt::random_stream random{{.seed = seed, .purpose = sdkt::random_purpose::user}};
  return {.num_samples = static_cast<std::int64_t>(1 + random.below(60)),
          .batch_size = static_cast<std::int64_t>(1 + random.below(20)),
          .seed = seed,
          .task = static_cast<std::uint32_t>(seed % 5)};
}

indices everything(std::int64_t size) {
  indices all(static_cast<std::size_t>(size));
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

indices pass_of(const sdkt::batch::batch_sampler& sampler, std::int64_t pass) {
  indices seen;
  for (std::int64_t place = 0; place < sampler.batches_per_pass(); ++place) {
    const auto drawn = sampler.batch(pass * sampler.batches_per_pass() + place);
    REQUIRE(drawn.pass == pass);
    seen.insert(seen.end(), drawn.indices.begin(), drawn.indices.end());
  }
  return seen;
}

TEST_CASE("a pass has every full batch and drops the rest") {
  const auto batches = [](std::int64_t images, std::int64_t batch) {
    return sdkt::batch::batch_sampler{{.num_samples = images, .batch_size = batch}}.batches_per_pass();
  };
  CHECK(batches(64, 32) == 2);
  CHECK(batches(95, 32) == 2);
  CHECK(batches(96, 32) == 3);
  CHECK(batches(32, 32) == 1);
  CHECK(batches(31, 32) == 1);
  CHECK(batches(1, 32) == 1);
}

TEST_CASE("with fewer images than a batch takes, every batch is all of them") {
  const sdkt::batch::batch_sampler sampler{{.num_samples = 7, .batch_size = 32}};
  for (std::int64_t step = 0; step < 20; ++step) {
    auto drawn = sampler.batch(step);
    CHECK(drawn.pass == step);
    std::sort(drawn.indices.begin(), drawn.indices.end());
    CHECK(drawn.indices == everything(7));
  }
}

TEST_CASE("the batches of a pass are the beginning of that pass's permutation, over many seeds") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto options = some_options(seed);
    const sdkt::batch::batch_sampler sampler{options};
    for (std::uint32_t pass = 0; pass < 3; ++pass) {
      const indices seen = pass_of(sampler, pass);
      const std::set<std::uint32_t> different{seen.begin(), seen.end()};
      REQUIRE(different.size() == seen.size());
      REQUIRE(*different.rbegin() < options.num_samples);
      REQUIRE(options.num_samples - static_cast<std::int64_t>(seen.size()) <
              std::min(options.batch_size, options.num_samples));
      const indices order = sdkt::detail::random_permutation(
          static_cast<std::uint32_t>(options.num_samples),
          {.seed = seed, .purpose = options.purpose, .task = options.task, .pass = pass});
      REQUIRE(std::equal(seen.begin(), seen.end(), order.begin()));
    }
  }
}

TEST_CASE("calls in any order give the same batches, over many seeds") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const sdkt::batch::batch_sampler forwards{some_options(seed)};
    const std::int64_t num_steps = 4 * forwards.batches_per_pass();
    std::vector<indices> expected;
    for (std::int64_t step = 0; step < num_steps; ++step) expected.push_back(forwards.batch(step).indices);
    const sdkt::batch::batch_sampler jumping{some_options(seed)};
    for (const auto step :
         sdkt::detail::random_permutation(static_cast<std::uint32_t>(num_steps), {.seed = seed})) {
      REQUIRE(jumping.batch(step).indices == expected[step]);
    }
    REQUIRE(sdkt::batch::batch_sampler{some_options(seed)}.batch(num_steps - 1).indices == expected.back());
  }
}

TEST_CASE("the shares of all ranks in turn are the batch of one process, over many seeds") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    auto options = some_options(seed);
    const sdkt::batch::batch_sampler whole{options};
    options.world_size = static_cast<std::int64_t>(1 + seed % 7);
    for (std::int64_t step = 0; step < 2 * whole.batches_per_pass(); ++step) {
      indices joined;
      std::size_t smallest = 1000;
      std::size_t largest = 0;
      for (options.rank = 0; options.rank < options.world_size; ++options.rank) {
        const auto share = sdkt::batch::batch_sampler{options}.batch(step);
        REQUIRE(share.pass == whole.batch(step).pass);
        joined.insert(joined.end(), share.indices.begin(), share.indices.end());
        smallest = std::min(smallest, share.indices.size());
        largest = std::max(largest, share.indices.size());
      }
      REQUIRE(joined == whole.batch(step).indices);
      REQUIRE(largest - smallest <= 1);
    }
  }
}

TEST_CASE("seed, purpose, task and pass each give another order") {
  const sdkt::batch::batch_sampler_options base{.num_samples = 1000, .batch_size = 1000};
  const indices order = sdkt::batch::batch_sampler{base}.batch(0).indices;
  auto other = base;
  other.seed = 7;
  CHECK(sdkt::batch::batch_sampler{other}.batch(0).indices != order);
  other = base;
  other.purpose = sdkt::random_purpose::reference_order;
  CHECK(sdkt::batch::batch_sampler{other}.batch(0).indices != order);
  other = base;
  other.task = 1;
  CHECK(sdkt::batch::batch_sampler{other}.batch(0).indices != order);
  CHECK(sdkt::batch::batch_sampler{base}.batch(1).indices != order);
}

TEST_CASE("a sampler refuses what cannot be drawn") {
  using sdkt_test::sentence_of;
  const auto made = [](sdkt::batch::batch_sampler_options options) {
    return [options] { sdkt::batch::batch_sampler{options}; };
  };
  CHECK(sentence_of<sdkt::data_error>(made({.num_samples = 0})) ==
        "batch_sampler: expected 1 to 4294967295 images to draw from, got 0; add images to the task or the "
        "reference");
  CHECK_THROWS_AS(made({.num_samples = std::int64_t{1} << 32})(), sdkt::data_error);
  CHECK(sentence_of<sdkt::setting_error>(made({.num_samples = 5, .batch_size = 0})) ==
        "batch_sampler: expected a batch size of at least 1, got 0; set it to the number of images per step");
  CHECK(sentence_of<sdkt::setting_error>(made({.num_samples = 5, .rank = 2, .world_size = 2})) ==
        "batch_sampler: expected a rank from 0 to world size - 1, got rank 2 of 2; start every process with "
        "its own "
        "rank");
  CHECK_THROWS_AS(made({.num_samples = 5, .rank = -1})(), sdkt::setting_error);
  CHECK_THROWS_AS(made({.num_samples = 5, .world_size = 0})(), sdkt::setting_error);
}

}  // namespace
