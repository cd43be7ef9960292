// SPDX-License-Identifier: MIT
//
// Batches decoded ahead: what they hold, in which order, how much memory, and how errors arrive.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include "slow_images.hpp"
#include <sdkt/batch/loader.hpp>
#include <sdkt/reference/sources.hpp>

namespace {

using namespace sdkt_test;

/// Throws what a batch says, or gives its first number of images.
std::string outcome(sdkt::batch::image_loader& loader) {
  try {
    return std::to_string(loader.next().size(0));
  } catch (const std::exception& error) {
    return error.what();
  } catch (int number) {
    return "thrown " + std::to_string(number);
  }
}

/// Whether a number that grows in other threads comes to a value and stays there.
template <class Number>
bool settles_at(const Number& number, std::uint32_t value) {
  using std::chrono::milliseconds;
  for (int wait = 0; wait < 2000 && number() < value; ++wait) std::this_thread::sleep_for(milliseconds{5});
  std::this_thread::sleep_for(milliseconds{20});
  return number() == value;
}

TEST_CASE("batches come in order and hold the planes of their views, whatever the number of threads") {
  const slow_images images;
  constexpr std::int64_t num_batches = 25;
  std::vector<std::vector<std::uint8_t>> all;
  for (std::int64_t batch = 0; batch < num_batches; ++batch) all.push_back(expected(images.requests(batch)));
  for (const int threads : {1, 2, 5}) {
    for (const std::int64_t max_images : {9, 20, 512}) {
      sdkt::batch::image_loader loader{[&](std::int64_t batch) { return images.requests(batch); },
                                       num_batches,
                                       loaded_side,
                                       {.threads = threads, .max_images = max_images}};
      for (std::int64_t batch = 0; batch < num_batches; ++batch) {
        REQUIRE_FALSE(loader.done());
        const at::Tensor pixels = loader.next();
        REQUIRE(pixels.scalar_type() == at::kByte);
        REQUIRE(pixels.is_contiguous());
        REQUIRE((pixels.sizes() == at::IntArrayRef{pixels.size(0), 3, loaded_side, loaded_side}));
        REQUIRE(bytes_of(pixels) == all[static_cast<std::size_t>(batch)]);
      }
      REQUIRE(loader.done());
    }
  }
}

TEST_CASE("requests are asked for once a batch, in order, by one thread at a time") {
  const slow_images images;
  std::vector<std::int64_t> asked;
  std::atomic<int> inside = 0;
  bool alone = true;
  {
    sdkt::batch::image_loader loader{[&](std::int64_t batch) {
                                       alone = alone && ++inside == 1;
                                       asked.push_back(batch);
                                       --inside;
                                       return images.requests(batch);
                                     },
                                     40,
                                     loaded_side,
                                     {.threads = 5}};
    while (!loader.done()) loader.next();
  }
  CHECK(alone);
  REQUIRE(asked.size() == 40);
  for (std::size_t batch = 0; batch < asked.size(); ++batch)
    CHECK(asked[batch] == static_cast<std::int64_t>(batch));
}

TEST_CASE("never more than max_images are decoded and not handed out") {
  const slow_images images;
  const auto four = [&](std::int64_t) {
    return std::vector<sdkt::batch::image_request>(4, {&images.samples[0], sdkt::image_view::eval});
  };
  sdkt::batch::image_loader loader{four, 20, loaded_side, {.threads = 3, .max_images = 10}};
  for (std::uint32_t given = 0; given < 20; ++given) {
    // Two batches of four fit into ten.
    CHECK(settles_at([&] { return images.source->num_read(); }, std::min(4 * given + 8, 80U)));
    loader.next();
  }
}

TEST_CASE("a batch of more than max_images is refused, the others are given") {
  const slow_images images;
  const auto growing = [&](std::int64_t batch) {
    return std::vector<sdkt::batch::image_request>(static_cast<std::size_t>(2 * batch), {&images.samples[0]});
  };
  sdkt::batch::image_loader loader{growing, 4, loaded_side, {.threads = 2, .max_images = 4}};
  CHECK(outcome(loader) == "0");
  CHECK(outcome(loader) == "2");
  CHECK(outcome(loader) == "4");
  CHECK(
      outcome(loader) ==
      "image_loader: batch 3 has 6 images, and max_images is 4; raise max_images to at least the batch size");
  CHECK(loader.done());
}

TEST_CASE("an image that cannot be had is an error of its own batch, and the first one counts") {
  const slow_images images;
  for (const int threads : {1, 2, 5}) {
    for (int repeat = 0; repeat < 20; ++repeat) {
      const auto requests = [&](std::int64_t batch) {
        std::vector<sdkt::batch::image_request> all(6, {&images.samples[1]});
        if (batch == 1) all[3].image = &images.gone, all[4].image = &images.broken;
        if (batch == 2) all[2].image = &images.broken, all[5].image = &images.gone;
        if (batch == 3) all[0].image = &images.odd;
        return all;
      };
      sdkt::batch::image_loader loader{requests, 5, loaded_side, {.threads = threads, .max_images = 12}};
      REQUIRE(outcome(loader) == "6");
      REQUIRE(outcome(loader) == "gone.png: vanished; restore it");
      REQUIRE(outcome(loader).starts_with("broken.png: damaged or truncated PNG image"));
      REQUIRE(outcome(loader) == "thrown 7");
      REQUIRE(outcome(loader) == "6");
      REQUIRE(loader.done());
    }
  }
}

TEST_CASE("what requests throws is an error of that batch") {
  const slow_images images;
  const auto requests = [&](std::int64_t batch) {
    if (batch == 1) throw std::runtime_error{"no requests"};
    return std::vector<sdkt::batch::image_request>{{&images.samples[2]}};
  };
  sdkt::batch::image_loader loader{requests, 3, loaded_side, {.threads = 2}};
  CHECK(outcome(loader) == "1");
  CHECK(outcome(loader) == "no requests");
  CHECK(outcome(loader) == "1");
}

TEST_CASE("a file that vanishes after it was listed is named") {
  const sdkt_test::scratch_folder folder;
  std::filesystem::path file = folder.write("a.png", "");
  const auto pool = sdkt::load_reference(folder.path());
  std::filesystem::remove(file);
  CHECK(sentence_of<sdkt::file_error>([&] {
          sdkt::batch::load_images({{&pool.samples()[0]}}, loaded_side);
        }).starts_with(file.string() + ": cannot be opened"));
}

TEST_CASE("a loader can be dropped at any time") {
  const slow_images images;
  for (int given = 0; given < 12; ++given) {
    sdkt::batch::image_loader loader{[&](std::int64_t batch) { return images.requests(batch); },
                                     1000,
                                     loaded_side,
                                     {.threads = 1 + given % 5, .max_images = 20}};
    for (int batch = 0; batch < given; ++batch) loader.next();
  }
  CHECK(images.source->num_read() < 12 * 200);  // it did not go through all batches first
}

TEST_CASE("a loader without batches is done") {
  const sdkt::batch::image_loader loader{
      [](std::int64_t) { return std::vector<sdkt::batch::image_request>{}; }, 0, loaded_side, {.threads = 4}};
  CHECK(loader.done());
}

TEST_CASE("any number of empty batches is planned only as far ahead as images would be") {
  std::atomic<std::uint32_t> asked = 0;
  sdkt::batch::image_loader loader{[&](std::int64_t) {
                                     ++asked;
                                     return std::vector<sdkt::batch::image_request>{};
                                   },
                                   1'000'000,
                                   loaded_side,
                                   {.threads = 2, .max_images = 10}};
  CHECK((loader.next().sizes() == at::IntArrayRef{0, 3, loaded_side, loaded_side}));
  CHECK(settles_at([&] { return asked.load(); }, 12));
}

TEST_CASE("load_images decodes one batch, of any size") {
  const slow_images images;
  for (const int threads : {1, 3}) {
    const auto requests = images.requests(4);
    const at::Tensor pixels =
        sdkt::batch::load_images(requests, loaded_side, {.threads = threads, .max_images = 1});
    CHECK(bytes_of(pixels) == expected(requests));
  }
  CHECK(sdkt::batch::load_images({}, loaded_side).size(0) == 0);
}

TEST_CASE("settings that cannot work are refused") {
  const auto none = [](std::int64_t) { return std::vector<sdkt::batch::image_request>{}; };
  CHECK(sentence_of<sdkt::setting_error>([&] {
          sdkt::batch::image_loader{none, 1, loaded_side, {.threads = 0}};
        }) == "image_loader: expected threads to be at least 1, got 0; set it to 1 or more");
  CHECK_THROWS_AS((sdkt::batch::image_loader{none, 1, loaded_side, {.max_images = 0}}), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::batch::image_loader{none, 1, 0}), sdkt::setting_error);
}

}  // namespace
