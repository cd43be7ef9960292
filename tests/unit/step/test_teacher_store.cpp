// SPDX-License-Identifier: MIT

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/presets.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace {

using namespace sdkt_test;

/// Images that are never read.
struct nowhere final : sdkt::image_source {
  std::vector<std::byte> read(const std::string&) const override { return {}; }
  bool contains(const std::string&) const override { return true; }
  std::string where(const std::string& name) const override { return "nowhere/" + name; }
};

/// Images 0 to 99; what is encoded is the number of the image.
class numbered_images {
 public:
  numbered_images() {
    const auto source = std::make_shared<nowhere>();
    for (int image = 0; image < 100; ++image) samples_.push_back({source, std::to_string(image)});
  }

  std::vector<sdkt::batch::image_request> views(const std::vector<std::size_t>& images) const {
    std::vector<sdkt::batch::image_request> result;
    for (const std::size_t image : images) result.push_back({&samples_[image]});
    return result;
  }

  static at::Tensor pixels(const std::vector<std::size_t>& images) {
    at::Tensor values = at::empty({static_cast<std::int64_t>(images.size()), 1});
    for (std::size_t row = 0; row < images.size(); ++row)
      values[static_cast<std::int64_t>(row)][0] = static_cast<float>(images[row]);
    return values;
  }

 private:
  std::vector<sdkt::sample> samples_;
};

/// Features [R, 4] of which the first is the image; counts the images that it was given.
struct counting_encoder {
  std::int64_t* images;
  float offset = 0;

  at::Tensor operator()(const at::Tensor& pixels) const {
    *images += pixels.size(0);
    return pixels.add(offset).expand({pixels.size(0), 4}).contiguous();
  }
};

}  // namespace

TEST_CASE("a view that was encoded is looked up, and the rest of a batch is encoded") {
  const numbered_images images;
  sdkt::teacher_store store{1 << 20};
  std::int64_t encoded = 0;
  const std::uint64_t weights = store.number_of("pretrained");
  const auto ask = [&](const std::vector<std::size_t>& which) {
    const at::Tensor features =
        store.features(weights, images.views(which), images.pixels(which), counting_encoder{&encoded});
    CHECK(at::equal(features.select(1, 0), images.pixels(which).select(1, 0)));
  };
  ask({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  encoded = 0;  // the first batch is encoded in two ways
  ask({12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
  CHECK(encoded == 0);
  ask({13, 1, 14, 2, 13, 3, 4, 5, 6, 7, 8, 9});
  CHECK(encoded == 8);  // the new ones, filled up
  ask({13, 14});
  CHECK(encoded == 8 + 2 + 8);  // in two ways, as batches of a size that is new
  ask({14, 13});
  CHECK(encoded == 8 + 2 + 8);
  CHECK(store.num_asked() == 40);
  CHECK(store.num_found() == 12 + 9 + 2);
  CHECK(store.bytes() == 14 * 4 * 4);
}

TEST_CASE("other weights, other crops and evaluation views are other views") {
  const numbered_images images;
  sdkt::teacher_store store{1 << 20};
  std::int64_t encoded = 0;
  const auto ask = [&](std::uint64_t weights, std::vector<sdkt::batch::image_request> views, float offset) {
    encoded = 0;
    return store.features(weights, views, images.pixels({1, 2, 3}), counting_encoder{&encoded, offset});
  };
  auto crops = images.views({1, 2, 3});
  for (auto& view : crops) view.view = sdkt::image_view::train, view.crop.pass = 1;
  auto later = crops;
  for (auto& view : later) view.crop.pass = 2;
  ask(store.number_of("one"), images.views({1, 2, 3}), 0);
  ask(store.number_of("two"), images.views({1, 2, 3}), 10);
  CHECK(encoded == 3 + 8);  // in two ways, as weights that are new
  ask(store.number_of("one"), crops, 20);
  CHECK(encoded == 3);
  ask(store.number_of("one"), later, 30);
  CHECK(encoded == 3);
  CHECK(ask(store.number_of("one"), images.views({1, 2, 3}), 99)[0][0].item<float>() == 1);
  CHECK(ask(store.number_of("two"), images.views({1, 2, 3}), 99)[0][0].item<float>() == 11);
  CHECK(ask(store.number_of("one"), crops, 99)[0][0].item<float>() == 21);
  CHECK(ask(store.number_of("one"), later, 99)[0][0].item<float>() == 31);
  CHECK(encoded == 0);
}

TEST_CASE("memory is bounded, and forgotten features make room") {
  const numbered_images images;
  sdkt::teacher_store store{10 * 4 * 4};  // ten rows
  std::int64_t encoded = 0;
  std::vector<std::size_t> which;
  for (std::size_t image = 0; image < 30; ++image) which.push_back(image);
  const auto ask = [&](std::uint64_t weights) {
    encoded = 0;
    const at::Tensor features =
        store.features(weights, images.views(which), images.pixels(which), counting_encoder{&encoded});
    CHECK(at::equal(features.select(1, 0), images.pixels(which).select(1, 0)));
  };
  const std::uint64_t first = store.number_of(), second = store.number_of();
  CHECK(first != second);
  ask(first);
  CHECK(store.bytes() == 160);
  ask(first);
  CHECK(encoded == 24 + 8);  // twenty, filled up, and in two ways: the first time that 24 are encoded at once
  ask(first);
  CHECK(encoded == 24);
  ask(second);
  CHECK(encoded == 30 + 8);
  CHECK(store.bytes() == 160);
  store.forget(first);
  CHECK(store.bytes() == 0);
  ask(second);
  ask(second);
  CHECK(encoded == 24 + 8);
  ask(second);
  CHECK(encoded == 24);
}

TEST_CASE("of an encoder whose rows depend on the batch, whole batches of named weights are found") {
  const numbered_images images;
  sdkt::teacher_store shared{1 << 20}, own{1 << 20, /*keeps_train_views=*/false};
  std::int64_t encoded = 0;
  const auto mean_dependent = [&](const at::Tensor& pixels) {
    encoded += pixels.size(0);
    return pixels.add(pixels.mean()).expand({pixels.size(0), 4}).contiguous();
  };
  const auto ask = [&](sdkt::teacher_store& store, const std::vector<std::size_t>& which) {
    encoded = 0;
    const at::Tensor pixels = images.pixels(which);
    const at::Tensor features =
        store.features(store.number_of("pretrained"), images.views(which), pixels, mean_dependent);
    CHECK(at::equal(features, pixels.add(pixels.mean()).expand_as(features)));
    return encoded;
  };
  const std::vector<std::size_t> first{1, 2, 3, 4, 5, 6, 7, 8, 9, 9}, second{9, 8, 7, 6, 5, 4, 3, 2, 1, 9};
  CHECK(ask(shared, first) == 10 + 8);  // in two ways
  CHECK(ask(shared, second) == 10);
  CHECK(ask(shared, first) == 0);
  CHECK(ask(shared, second) == 0);
  CHECK(shared.num_found() == 20);
  ask(own, first);
  CHECK(ask(own, first) == 10);  // within a run no batch comes back
  CHECK(own.bytes() == 0);
}

TEST_CASE("an encoder whose rows depend on the batch is not stored for weights that do not come back") {
  const numbered_images images;
  sdkt::teacher_store store{1 << 20};
  const auto mean_dependent = [](const at::Tensor& pixels) {
    return pixels.add(pixels.mean()).expand({pixels.size(0), 4}).contiguous();
  };
  std::vector<std::size_t> which;
  for (std::size_t image = 0; image < 20; ++image) which.push_back(image);
  for (int time = 0; time < 3; ++time) {
    const at::Tensor pixels = images.pixels(which);
    const at::Tensor features = store.features(1, images.views(which), pixels, mean_dependent);
    CHECK(at::equal(features, mean_dependent(pixels)));
  }
  CHECK(store.num_found() == 0);
  CHECK(store.bytes() == 0);
}

TEST_CASE("numbers of images whose rows have other bits are not encoded: a product chosen by its rows") {
  const numbered_images images;
  std::vector<std::size_t> all;
  for (std::size_t image = 0; image < 40; ++image) all.push_back(image);
  for (const std::int64_t odd : {8, 16, 24, 32, 40}) {  // that many at once are computed in another way
    CAPTURE(odd);
    sdkt::teacher_store store{1 << 20};
    const auto by_rows = [&](const at::Tensor& pixels) {
      return pixels.add(pixels.size(0) == odd ? 0.25 : 0.0).expand({pixels.size(0), 4}).contiguous();
    };
    std::vector<std::int64_t> encoded;
    const auto ask = [&](const std::vector<std::size_t>& which) {
      encoded.clear();
      const at::Tensor pixels = images.pixels(which);
      const auto counted = [&](const at::Tensor& some) {
        encoded.push_back(some.size(0));
        return by_rows(some);
      };
      const at::Tensor features = store.features(1, images.views(which), pixels, counted);
      CHECK(at::equal(features, by_rows(pixels)));  // those of the whole batch
    };
    const auto batch = [&](std::size_t first_known, std::size_t first_new, std::size_t num_new) {
      std::vector<std::size_t> which;
      for (std::size_t i = 0; i < 40 - num_new; ++i) which.push_back(first_known + i);
      for (std::size_t i = 0; i < num_new; ++i) which.push_back(first_new + i);
      return which;
    };
    ask(all);  // 0 to 39
    ask(batch(0, 40, 5));
    ask(batch(5, 45, 13));
    ask(batch(10, 58, 15));
    if (odd == 16) CHECK(encoded == std::vector<std::int64_t>{16, 40});
    if (odd == 24) CHECK(encoded == std::vector<std::int64_t>{16});
    ask(batch(18, 73, 20));
  }
}

TEST_CASE("batches of another size are looked up once their rows are known to have the same bits") {
  const numbered_images images;
  sdkt::teacher_store store{1 << 20};
  const auto by_rows = [&](const at::Tensor& pixels) {
    return pixels.add(pixels.size(0) == 12 ? 0.25 : 0.0).expand({pixels.size(0), 4}).contiguous();
  };
  const auto ask = [&](std::size_t count) {
    std::vector<std::size_t> which;
    for (std::size_t image = 0; image < count; ++image) which.push_back(image);
    const std::int64_t found = store.num_found();
    const at::Tensor pixels = images.pixels(which);
    CHECK(at::equal(store.features(1, images.views(which), pixels, by_rows), by_rows(pixels)));
    return store.num_found() - found;
  };
  CHECK(ask(20) == 0);
  CHECK(ask(20) == 20);
  CHECK(ask(3) == 0);
  CHECK(ask(3) == 3);
  for (int time = 0; time < 3; ++time) CHECK(ask(12) == 0);
}

TEST_CASE("a run gives the same bytes with and without a store, in both precisions") {
  const auto run = [](auto trainer, std::int64_t bytes, sdkt::precision precision) {
    trainer = small(std::move(trainer));
    trainer.options.steps = 6;  // of 24 reference images out of 60: views come back
    trainer.options.view = sdkt::image_view::eval;
    trainer.options.precision = precision;
    trainer.options.teacher_store_bytes = bytes;
    return trainer;
  };
  for (const sdkt::precision precision : {sdkt::precision::fp32, sdkt::precision::bf16}) {
    CAPTURE(precision == sdkt::precision::bf16);
    const auto without = run(sdkt::trainer{mini_model()}, 0, precision).run(small_tasks(), small_pool());
    for (const std::int64_t bytes : {1 << 20, 40 * 128 * 4}) {  // room for all, and for forty
      const auto with = run(sdkt::trainer{mini_model()}, bytes, precision).run(small_tasks(), small_pool());
      CHECK(same_steps(with.record, without.record));
      CHECK(same_accuracies(with.record, without.record));
      CHECK(at::equal(with.model.weights(), without.model.weights()));
    }
  }
  const auto lwf =
      run(sdkt::presets::lwf(mini_model()), 0, sdkt::precision::fp32).run(small_tasks(), sdkt::own_images{});
  const auto stored = run(sdkt::presets::lwf(mini_model()), 1 << 20, sdkt::precision::fp32)
                          .run(small_tasks(), sdkt::own_images{});
  CHECK(at::equal(lwf.model.weights(), stored.model.weights()));
}

TEST_CASE("runs that share a store find what the pre-trained model said, train views too") {
  const auto store = std::make_shared<sdkt::teacher_store>(1 << 20);
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::pretrained_teacher{}});
  const auto alone = trainer.run(small_tasks(), small_pool());
  trainer.options.teachers_seen = store;
  const auto first = trainer.run(small_tasks(), small_pool());
  const std::int64_t found = store->num_found();
  const auto second = trainer.run(small_tasks(), small_pool());
  CHECK(store->num_found() - found == 2 * num_steps * 24);
  CHECK(at::equal(first.model.weights(), alone.model.weights()));
  CHECK(at::equal(second.model.weights(), alone.model.weights()));
}
