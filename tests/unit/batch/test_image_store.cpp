// SPDX-License-Identifier: MIT
//
// Images that are kept: what is found again, how much memory that takes, and who makes room.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/empty.h>
#include <catch2/catch_test_macros.hpp>

#include "slow_images.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/image/image.hpp>

namespace {

using sdkt::image_store;

/// Images that are never read.
struct unread_source final : sdkt::image_source {
  std::vector<std::byte> read(const std::string&) const override { return {}; }
  bool contains(const std::string&) const override { return true; }
  std::string where(const std::string& name) const override { return name; }
};

constexpr int kept_side = 40;
constexpr std::int64_t kept_bytes = 3 * kept_side * kept_side;

/// Samples 0 to 99 of a source, and a store that is asked for them; an image is told by its first byte.
struct asked_store {
  std::vector<sdkt::sample> samples = samples_of(std::make_shared<unread_source>());
  image_store store;
  std::map<std::size_t, int> made = {};  // how often an image was made

  explicit asked_store(std::int64_t max_bytes) : store{max_bytes} {}

  static std::vector<sdkt::sample> samples_of(const std::shared_ptr<const sdkt::image_source>& source) {
    std::vector<sdkt::sample> all;
    for (int image = 0; image < 100; ++image) all.push_back({source, std::to_string(image)});
    return all;
  }

  /// Asks for an image and checks that it is that.
  void ask(std::size_t image, int form = image_store::as_decoded) {
    const auto found = store.get(samples[image], form, [&] {
      ++made[image];
      sdkt::rgb_image fresh = sdkt::detail::blank_image(kept_side, kept_side);
      fresh.pixels[0] = static_cast<std::uint8_t>(image);
      fresh.pixels[1] = static_cast<std::uint8_t>(form);
      return fresh;
    });
    REQUIRE(found != nullptr);
    CHECK(found->pixels[0] == image);
    CHECK(found->pixels[1] == form);
  }
  void ask_all(std::size_t first, std::size_t last) {
    for (std::size_t image = first; image < last; ++image) ask(image);
  }
  void release(std::size_t first, std::size_t last) {
    const auto at = [&](std::size_t image) { return samples.begin() + static_cast<std::ptrdiff_t>(image); };
    store.release({at(first), at(last)});
  }
};

/// Room for so many images, and for no more.
std::int64_t room_for(std::int64_t images) { return images * (kept_bytes + 400); }

TEST_CASE("an image is made once, each form of it and each source's own") {
  asked_store images{room_for(100)};
  for (int time = 0; time < 3; ++time) {
    images.ask(3);
    images.ask(3, 16);
    images.ask(4);
  }
  CHECK(images.made == std::map<std::size_t, int>{{3, 2}, {4, 1}});
  CHECK(images.store.num_asked() == 9);
  CHECK(images.store.num_found() == 6);
  CHECK(images.store.bytes() >= 3 * kept_bytes);
  CHECK(images.store.bytes() <= room_for(3));

  images.samples = images.samples_of(std::make_shared<unread_source>());  // the same names somewhere else
  images.ask(3);
  CHECK(images.made[3] == 3);
}

TEST_CASE("a source that is gone is not taken for one that lies where it lay") {
  image_store store{room_for(10)};
  for (std::uint8_t time = 0; time < 10; ++time) {
    const sdkt::sample one{std::make_shared<unread_source>(), "image"};
    const auto found =
        store.get(one, image_store::as_decoded, [&] { return sdkt::rgb_image{1, 1, {time, time, time}}; });
    CHECK(found->pixels[0] == time);
  }
}

TEST_CASE("when the memory is full nothing is added, and what is kept is found in every turn") {
  asked_store images{room_for(10)};
  for (int turn = 0; turn < 5; ++turn) {
    images.ask_all(0, 40);
    CHECK(images.store.bytes() <= room_for(10));
  }
  const std::int64_t kept = images.store.num_found() / 4;
  CHECK(kept >= 10);
  CHECK(kept <= 11);
  for (std::size_t image = 0; image < 40; ++image)
    CHECK(images.made[image] == (static_cast<std::int64_t>(image) < kept ? 1 : 5));
}

TEST_CASE("released images make room, the first released first, and others never") {
  asked_store images{room_for(10)};
  images.ask_all(0, 10);
  images.release(0, 4);
  images.release(2, 6);
  const std::int64_t before = images.store.num_found();
  images.ask_all(0, 10);
  CHECK(images.store.num_found() == before + 10);  // released is not gone

  images.release(0, 6);
  images.ask_all(20, 23);
  images.made.clear();
  images.ask_all(3, 10);
  images.ask_all(20, 23);
  CHECK(images.made.empty());  // 0, 1 and 2 have made room
  images.ask_all(30, 60);
  images.made.clear();
  images.ask_all(3, 10);  // 3 to 5 have been asked for since they were released
  CHECK(images.made.empty());
  images.ask_all(0, 3);
  CHECK(images.made.size() == 3);
  CHECK(images.store.bytes() <= room_for(10));
}

TEST_CASE("a released image that is asked for again is released no more") {
  asked_store images{room_for(10)};
  images.ask_all(0, 10);
  images.store.release_all();
  images.ask_all(0, 5);
  images.ask_all(20, 60);  // the other five make room, and then there is none
  images.made.clear();
  images.ask_all(0, 5);
  CHECK(images.made.empty());
  images.ask_all(5, 10);
  CHECK(images.made.size() == 5);

  images.store.release_all();  // and again: each is among the released once
  images.ask_all(70, 90);
  images.made.clear();
  images.ask_all(70, 80);
  CHECK(images.made.empty());
  CHECK(images.store.bytes() <= room_for(10));
}

TEST_CASE("what cannot be kept is given all the same") {
  asked_store images{room_for(2)};
  images.ask(1);
  images.release(1, 2);
  const auto large = images.store.get(images.samples[2], image_store::as_decoded,
                                      [] { return sdkt::detail::blank_image(200, 200); });
  CHECK(large->width == 200);
  images.made.clear();
  images.ask(1);
  CHECK(images.made.empty());  // nothing goes for what would not fit anyhow

  asked_store none{0};
  for (int time = 0; time < 2; ++time) none.ask(5);
  CHECK(none.made[5] == 2);
  CHECK(none.store.bytes() == 0);
}

TEST_CASE("an image that cannot be made is thrown, and asked for again") {
  asked_store images{room_for(10)};
  for (int time = 0; time < 2; ++time) {
    CHECK_THROWS_AS(images.store.get(images.samples[1], image_store::as_decoded,
                                     []() -> sdkt::rgb_image { throw std::runtime_error{"broken"}; }),
                    std::runtime_error);
  }
  CHECK(images.store.bytes() == 0);
  images.ask(1);
  CHECK(images.made[1] == 1);
}

TEST_CASE("whatever is asked and released, memory is bounded and every image is itself") {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    asked_store images{room_for(static_cast<std::int64_t>(random.below(30)))};
    for (int time = 0; time < 500; ++time) {
      const auto image = static_cast<std::size_t>(random.below(100));
      if (random.below(100) == 0) {
        images.store.release_all();
      } else if (random.below(20) == 0) {
        images.release(image, std::min<std::size_t>(100, image + random.below(10)));
      } else {
        images.ask(image, random.below(3) == 0 ? 16 : image_store::as_decoded);
      }
      CHECK(images.store.bytes() <= room_for(29));
    }
  }
}

TEST_CASE("a loader with a store gives the same bytes, and reads a file once for each form of it") {
  const sdkt_test::slow_images images;
  std::vector<std::vector<std::uint8_t>> without;
  std::set<std::pair<const sdkt::sample*, sdkt::image_view>> forms;
  for (std::int64_t batch = 0; batch < 25; ++batch) {
    const auto requests = images.requests(batch);
    without.push_back(sdkt_test::expected(requests));
    for (const sdkt::batch::image_request& one : requests) forms.emplace(one.image, one.view);
  }
  for (const std::int64_t bytes : {0, 100'000, 10'000'000}) {  // for none, some and all
    for (const int threads : {1, 3}) {
      const auto kept = std::make_shared<sdkt::image_store>(bytes);
      const std::uint32_t before = images.source->num_read();
      for (int pass = 0; pass < 2; ++pass) {
        sdkt::batch::image_loader loader{[&](std::int64_t batch) { return images.requests(batch); },
                                         25,
                                         sdkt_test::loaded_side,
                                         {.threads = threads, .max_images = 30, .kept = kept}};
        for (const auto& batch : without) CHECK(sdkt_test::bytes_of(loader.next()) == batch);
      }
      CHECK(kept->bytes() <= bytes);
      if (bytes == 0) CHECK(kept->num_found() == 0);
      if (bytes > 1'000'000 && threads == 1) CHECK(images.source->num_read() - before == forms.size());
    }
  }
}

}  // namespace
